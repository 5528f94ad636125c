import type { Telemetry } from '../../api/types';
import { byReplica } from '../by-replica';
import { lostSoFar } from '../feed/lost-so-far';
import { replicaColour } from '../replica-colour';
import classes from './live-charts.module.css';
import { markersOf } from './markers';
import { SeriesChart, type Series } from './series-chart';

const STORE_COLOURS = { redis: '#f08aa8', postgres: '#6cb8f0', memcached: '#a9d65c' };
const GOOD = '#a9d65c';
const WORSE = '#f2b84b';
const BAD = '#ff9d8f';
const MEBIBYTE = 2 ** 20;
/** How many of the latest markers are named below the charts. */
const MARKERS = 8;

/** What the replicas and the stores did in the last two minutes. */
export function LiveCharts({ events }: { events: readonly Telemetry[] }) {
  const times = events.map(({ at }) => Date.parse(at) / 1000);
  const markers = markersOf(events);
  const totals = (field: keyof Telemetry['total']) => events.map(({ total }) => total[field]);
  const charts: { title: string; unit?: string; series: Series[] }[] = [
    { title: 'Requests per second', series: ofReplicas(events, 'requestsPerSecond') },
    {
      title: 'Latency',
      unit: ' ms',
      series: [
        { label: 'median', colour: GOOD, values: totals('p50Ms') },
        { label: '99th percentile', colour: WORSE, values: totals('p99Ms') },
      ],
    },
    {
      title: 'Sessions lost',
      series: [{ label: 'since you opened this page', colour: BAD, values: lostSoFar(events) }],
    },
    {
      title: 'Failed requests per second',
      series: [{ label: 'all replicas', colour: BAD, values: totals('failedPerSecond') }],
    },
    {
      title: 'Store commands per second',
      series: (['redis', 'postgres', 'memcached'] as const).map((store) => ({
        label: store,
        colour: STORE_COLOURS[store],
        values: events.map(
          ({ stores }) => stores.find(({ name }) => name === store)?.commandsPerSecond ?? null,
        ),
      })),
    },
    { title: 'Memory', unit: ' MiB', series: ofReplicas(events, 'rssBytes', MEBIBYTE) },
  ];
  return (
    <>
      <div className={classes.charts}>
        {charts.map((chart) => (
          <SeriesChart key={chart.title} times={times} markers={markers} {...chart} />
        ))}
      </div>
      {markers.length > 0 && (
        <ol className={classes.markers} aria-label="What happened">
          {markers.slice(-MARKERS).map(({ at, label }) => (
            <li key={`${at} ${label}`}>
              <time>{new Date(at * 1000).toLocaleTimeString('en-GB')}</time> {label}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function ofReplicas(
  events: readonly Telemetry[],
  field: 'requestsPerSecond' | 'rssBytes',
  divisor = 1,
): Series[] {
  const names = Object.fromEntries(events.flatMap(({ replicas }) => replicas.map(({ id }) => [id, 0])));
  return byReplica(names).map(([id]) => ({
    label: id,
    colour: replicaColour(id),
    values: events.map(({ replicas }) => {
      const value = replicas.find((replica) => replica.id === id)?.[field] ?? null;
      return value === null ? null : value / divisor;
    }),
  }));
}
