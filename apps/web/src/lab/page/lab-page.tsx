import { Alert, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Telemetry } from '../../api/types';
import { LostPage } from '../../shell/lost-page';
import { usePageTitle } from '../../shell/use-page-title';
import { useSilence, useTelemetry } from '../feed/use-telemetry';
import { modeQuery } from '../lab.queries';
import { ClusterControls } from './cluster-controls';
import { ClusterPicture } from './cluster-picture';
import { CrowdPanel } from './crowd-panel';
import { ExperimentPanel } from './experiment-panel';
import classes from './lab-page.module.css';
import { LiveCharts } from './live-charts';
import { ReplicaControls } from './replica-controls';
import { useVerdicts } from './use-verdicts';
import { VerdictTable } from './verdict-table';

/** The trade-off lab: the cluster as it lives, what can be broken in it, and what that costs in which mode. */
export function LabPage() {
  const { data: mode, isPending } = useQuery(modeQuery);
  if (isPending) return <Skeleton height={320} radius="lg" />;
  return mode ? <Lab /> : <LostPage />;
}

function Lab() {
  usePageTitle('The lab');
  const events = useTelemetry();
  const latest = events.at(-1);
  const launcher = latest?.launcher ?? null;
  const crowd = launcher?.crowd ?? null;
  const verdicts = useVerdicts(crowd);
  const silent = useSilence(latest);
  return (
    <>
      <Title order={1}>The trade-off lab</Title>
      <Text c="dimmed" mt={6} mb="lg" maw="44rem">
        Send a crowd, break something, and see what it costs in which mode. Your own mode is in the bar below.
      </Text>
      {silent && (
        <Alert variant="light" color="yellow" title="No news from the cluster" mb="lg" role="status">
          {latest ? 'The picture and the charts show what it last reported.' : 'Nothing is known of it yet.'}{' '}
          This page keeps trying to connect.
        </Alert>
      )}
      <section
        className={classes.instruments}
        aria-label="The cluster now"
        aria-busy={!latest}
        data-old={silent}
      >
        {latest ? <ClusterPicture event={latest} /> : <Skeleton height={260} radius="md" animate={!silent} />}
        <LiveCharts events={events} />
      </section>
      {latest && !launcher && (
        <Alert variant="light" color="yellow" title="No launcher here" mt="lg">
          In containers nobody can add replicas, stop Redis or send a crowd from this page: npm run demo can.
          Crash, pause and drain work here too.
        </Alert>
      )}
      <div className={classes.panels}>
        <Panel title="One experiment">
          <ExperimentPanel obstacle={obstacleTo(latest)} onFault={verdicts.note} />
        </Panel>
        <Panel title="The crowd">
          <CrowdPanel crowd={crowd} disabled={!launcher} />
        </Panel>
        <Panel title="Break it">
          <ReplicaControls replicas={latest?.replicas ?? []} onFault={verdicts.note} />
          <ClusterControls launcher={launcher} onFault={verdicts.note} />
        </Panel>
      </div>
      <Panel title="Verdicts">
        <VerdictTable verdicts={verdicts.list} />
      </Panel>
    </>
  );
}

/** Why no experiment can be started now, if so. */
function obstacleTo(latest: Telemetry | undefined): string | undefined {
  if (!latest) return 'Waiting for the cluster.';
  if (!latest.launcher) return 'Experiments need the launcher: npm run demo.';
  const { crowd } = latest.launcher;
  return crowd && crowd.phase !== 'over' ? 'A crowd is here. Stop it, or wait until it has left.' : undefined;
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      <Title order={2} size="h3" mb="md">
        {title}
      </Title>
      {children}
    </section>
  );
}
