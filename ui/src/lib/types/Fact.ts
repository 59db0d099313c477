import type { FactValue } from "./FactValue";
import type { Message } from "./Message";
import type { Standing } from "./Standing";

export type Fact = { label: Message, value: FactValue, standing: Standing, };
