/** Something the operator has to put right: the message is the one sentence to show, with what to do. */
export class Refusal extends Error {}
