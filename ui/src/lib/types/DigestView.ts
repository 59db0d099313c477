export type DigestView = { algorithm: string, hex: string, };
