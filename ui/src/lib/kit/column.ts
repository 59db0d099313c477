/** A column of a grid; its width in rem. */
export interface Column<Key extends string = string> {
  key: Key;
  label: string;
  width: number;
  numeric?: boolean;
  sortable?: boolean;
}

export const NARROWEST = 4;
export const WIDEST = 40;
