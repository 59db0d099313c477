/** The two regions that speak. They exist from the start and only their text changes. */
class Announcer {
  status = $state("");
  alert = $state("");
  #latest = 0;

  /** Said when the reader has finished its sentence. */
  say(text: string): void {
    this.#set("status", text);
  }

  /** Said at once; for a check that gave a definite no. */
  interrupt(text: string): void {
    this.#set("alert", text);
  }

  // Emptied and filled in two frames, because some readers pass over the same text set twice.
  #set(region: "status" | "alert", text: string): void {
    const turn = ++this.#latest;
    this.status = "";
    this.alert = "";
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (turn === this.#latest) this[region] = text;
      }),
    );
  }
}

export const announcer = new Announcer();
