import { render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { text } from "../../stories/samples";
import { networkView } from "../../stories/settings";

vi.mock("../host", () => import("../../stories/host"));

const { default: Registries } = await import("./Registries.svelte");

test("registries whose names are drawn alike have a row each", () => {
  // Long names are shortened where they are drawn.
  const alike = [text("registry.example"), text("registry.example")];
  const plainRegistries = alike.map((name) => ({ name, passwords: false }));
  render(Registries, { view: { ...networkView, registries: alike, plainRegistries } });
  expect(screen.getAllByRole("listitem")).toHaveLength(4);
  expect(screen.getAllByText("registry.example")).toHaveLength(4);
});
