import { holds, works, type Check } from '../runner/check.js';

export const check: Check = {
  rule: 'glue/stays-on-its-replica',
  says: 'A visitor stays on one replica, and after its death on another one.',
  why: 'State in memory is only there where it was made: without affinity it seems to come and go.',
  async run({ visitor, play, random }) {
    const people = Array.from({ length: 8 }, () => visitor(random.word()));
    const homes: string[] = [];
    for (const [at, person] of people.entries()) {
      const first = await person.post('/hits');
      works(
        first.status === 201 && first.body.hits === 1,
        'The first POST /hits of a visitor must answer {"hits": 1}.',
      );
      homes[at] = first.replica;
      const times = random.between(3, 6);
      for (let time = 2; time <= times; time++) {
        const { body, replica } = await person.post('/hits');
        holds(
          body.hits === time,
          `${person.name} was counted ${String(body.hits)} and not ${time}, by ${replica}.`,
        );
      }
    }
    holds(
      new Set(homes).size > 1,
      `All ${people.length} visitors are on ${homes[0]}: the other replicas have nothing to do.`,
    );
    const victim = homes[0]!;
    await play.crash(victim);
    for (const [at, person] of people.entries()) {
      const after = await person.post('/hits');
      works(after.status === 201, 'After a crash visitors must still be served.');
      const wasThere = homes[at] === victim;
      holds(
        wasThere === (after.body.hits === 1),
        `${person.name} was counted ${String(after.body.hits)} after ${victim} died.`,
      );
      const next = await person.post('/hits');
      holds(next.body.hits === Number(after.body.hits) + 1, `${person.name} did not stay where they went.`);
    }
  },
};
