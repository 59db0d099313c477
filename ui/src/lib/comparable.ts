import type { DisplayText } from "./types/DisplayText";

/** Text from outside in one piece and one case, for searching in it. Never drawn: that is for Untrusted alone. */
export function comparable(text: DisplayText): string {
  const parts = text.segments.map((segment) => {
    switch (segment.kind) {
      case "text":
        return segment.text;
      case "escape":
        return segment.code;
      case "elided":
        return " ";
    }
  });
  return parts.join("").toLowerCase();
}
