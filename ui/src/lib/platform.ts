// Which key goes with a letter, and how the platform writes it.
const mac = /mac/i.test(navigator.platform);

/** Whether the platform's main modifier, and no other than Shift, is held. */
export const modifier = (event: Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey">): boolean =>
  !event.altKey && (mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey);

/** Whether this is the platform's shortcut with that letter. */
export const shortcut = (event: KeyboardEvent, letter: string, shift = false): boolean =>
  modifier(event) && event.shiftKey === shift && event.key.toLowerCase() === letter;

/** What a shortcut does to the size of letters: larger, smaller, or as usual; null for another key. */
export function textSizeKey(event: KeyboardEvent): 1 | -1 | 0 | null {
  if (!modifier(event)) return null;
  // Plus shares its key with the equals sign on many keyboards, and zero with a letter on some.
  if (event.key === "+" || event.key === "=") return 1;
  if (event.key === "-" || event.key === "_") return -1;
  return event.key === "0" || (event.code === "Digit0" && !event.shiftKey) ? 0 : null;
}

/** A shortcut as the platform writes it, such as `Ctrl+O` or `⌘O`. */
export const written = (letter: string, shift = false): string =>
  mac ? `${shift ? "⇧" : ""}⌘${letter}` : `Ctrl+${shift ? "Shift+" : ""}${letter}`;

/** The shortcuts for the size of letters, as the platform writes them. */
export const TEXT_SIZE_KEYS = ["+", "−", "0"].map((key) => (mac ? `⌘${key}` : `Ctrl ${key}`)).join(", ");
