/** Why nothing was written, in a sentence that tells the user what to do. */
export class Refusal extends Error {}
