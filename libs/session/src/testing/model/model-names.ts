import type { ModelState } from './reference-model.js';

/** The public ids of the sessions of a model run, which knows them only from what requests show. */
export class Names {
  constructor(
    private readonly byModel = new Map<number, string>(),
    private readonly byPublic = new Map<string, number>(),
  ) {}

  copy(): Names {
    return new Names(new Map(this.byModel), new Map(this.byPublic));
  }

  /** Whether an id of the model may stand for a public id. From now on it does. */
  match(id: number | undefined, publicId: string | undefined): boolean {
    if (id === undefined || publicId === undefined) return id === undefined && publicId === undefined;
    const [known, other] = [this.byModel.get(id), this.byPublic.get(publicId)];
    if (known !== undefined || other !== undefined) return known === publicId && other === id;
    this.byModel.set(id, publicId);
    this.byPublic.set(publicId, id);
    return true;
  }

  publicId(id: number): string | undefined {
    return this.byModel.get(id);
  }

  modelId(publicId: string): number | undefined {
    return this.byPublic.get(publicId);
  }

  /** Describes a state by public ids, so that two that differ only in the model's ids are equal. */
  describe({ sessions, cookies }: ModelState): string {
    const nameOf = (id: number | undefined) =>
      id === undefined ? undefined : (this.byModel.get(id) ?? `${id}`);
    const records = [...sessions].map(([id, { successor, ...record }]) =>
      JSON.stringify([nameOf(id), record, nameOf(successor)]),
    );
    return JSON.stringify([records.sort(), cookies.map((jar) => jar.slice(-2).map(nameOf))]);
  }
}
