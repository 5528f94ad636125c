import { useMediaQuery } from '@mantine/hooks';
import type { Telemetry } from '../../api/types';
import { replicaColour } from '../replica-colour';
import classes from './cluster-picture.module.css';
import { pictureLayout, type Place } from './picture-layout';

interface Box {
  readonly name: string;
  readonly note: string;
  readonly colour: string;
  readonly down?: boolean;
  /** What flows into it, a second. */
  readonly flow: number;
}

const QUIET = '#8fa398';
const STORE_NAMES = { redis: 'Redis', postgres: 'Postgres', memcached: 'Memcached' };

/** The cluster as it is now: who is there, and what flows between them. */
export function ClusterPicture({ event }: { event: Telemetry }) {
  const tall = useMediaQuery('(max-width: 40em)') ?? false;
  const layers = [visitors(event), balancers(event), replicas(event), stores(event)];
  const layout = pictureLayout(
    layers.map(({ length }) => length),
    tall,
  );
  return (
    <svg
      className={classes.picture}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={inWords(event)}
    >
      {layers
        .slice(1)
        .map((layer, at) =>
          layer.flatMap((box, to) =>
            layers[at]!.map((source, from) => (
              <Link
                key={`${source.name} ${box.name}`}
                path={layout.link(layout.layers[at]![from]!, layout.layers[at + 1]![to]!)}
                flow={source.flow > 0 ? box.flow / layers[at]!.length : 0}
                colour={at === 1 ? box.colour : at === 2 ? source.colour : QUIET}
              />
            )),
          ),
        )}
      {layers.flatMap((layer, at) =>
        layer.map((box, index) => (
          <Node key={box.name} box={box} place={layout.layers[at]![index]!} size={layout.box} />
        )),
      )}
    </svg>
  );
}

function Link({ path, flow, colour }: { path: string; flow: number; colour: string }) {
  return (
    <>
      <path d={path} className={classes.wire} />
      {flow > 0.05 && (
        <path
          d={path}
          className={classes.flow}
          stroke={colour}
          strokeWidth={Math.min(1.2 + Math.log10(1 + flow) * 1.6, 5)}
          style={{ animationDuration: `${Math.max(0.35, 1.6 - Math.log10(1 + flow) * 0.6)}s` }}
        />
      )}
    </>
  );
}

function Node({ box, place, size }: { box: Box; place: Place; size: { width: number; height: number } }) {
  return (
    <g transform={`translate(${place.x} ${place.y})`} className={classes.node} data-down={box.down}>
      <rect width={size.width} height={size.height} rx={8} />
      <rect width={4} height={size.height - 16} x={8} y={8} rx={2} style={{ fill: box.colour }} />
      <text x={20} y={size.height / 2 - 6}>
        {box.name}
      </text>
      <text x={20} y={size.height / 2 + 13} className={classes.note}>
        {box.note}
      </text>
    </g>
  );
}

function visitors({ launcher, total }: Telemetry): Box[] {
  const flow = total.requestsPerSecond ?? 0;
  const crowd = launcher?.crowd?.phase === 'over' ? undefined : launcher?.crowd;
  const count = crowd ? crowd.visitors * crowd.crowds.length : 0;
  return [{ name: 'Visitors', note: count ? `you and ${count}` : 'you', colour: '#dcefe3', flow }];
}

function balancers({ launcher, total }: Telemetry): Box[] {
  const flow = total.requestsPerSecond ?? 0;
  const known = launcher?.balancers.map(({ id }) => id) ?? ['nginx'];
  return known.map((name) => ({ name, note: 'nginx', colour: QUIET, flow: flow / known.length }));
}

function replicas({ replicas: all }: Telemetry): Box[] {
  return all.map(({ id, state, requestsPerSecond, sessions }) => ({
    name: id,
    note: state === 'up' ? `${perSecond(requestsPerSecond)} · ${sessions} held` : state,
    colour: replicaColour(id),
    down: state === 'down',
    flow: state === 'down' ? 0 : (requestsPerSecond ?? 0),
  }));
}

function stores({ stores: all }: Telemetry): Box[] {
  return all.map(({ name, state, commandsPerSecond }) => ({
    name: STORE_NAMES[name],
    note: state === 'up' ? perSecond(commandsPerSecond) : 'down',
    colour: QUIET,
    down: state === 'down',
    flow: state === 'down' ? 0 : (commandsPerSecond ?? 0),
  }));
}

/** A rate as text. What is unknown is no zero. */
function perSecond(rate: number | null): string {
  return rate === null ? '–/s' : `${Math.round(rate)}/s`;
}

function inWords(event: Telemetry): string {
  const parts = [...balancers(event), ...replicas(event), ...stores(event)];
  return `The cluster: ${parts.map(({ name, note }) => `${name} ${note}`).join(', ')}.`;
}
