/** A passage with claims as models write them: true ones in other words, and ones with something altered. */
export type ClaimCase = { passage: string; borneOut: string[]; altered: string[] };
