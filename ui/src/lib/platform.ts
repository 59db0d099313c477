// Which key goes with a letter, and how the platform writes it.
const mac = /mac/i.test(navigator.platform);

/** Whether the platform's main modifier, and no other than Shift, is held. */
export const modifier = (event: Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey">): boolean =>
  !event.altKey && (mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey);

/** Whether this is the platform's shortcut with that letter. */
export const shortcut = (event: KeyboardEvent, letter: string, shift = false): boolean =>
  modifier(event) && event.shiftKey === shift && event.key.toLowerCase() === letter;

/** A shortcut as the platform writes it, such as `Ctrl+O` or `⌘O`. */
export const written = (letter: string, shift = false): string =>
  mac ? `${shift ? "⇧" : ""}⌘${letter}` : `Ctrl+${shift ? "Shift+" : ""}${letter}`;
