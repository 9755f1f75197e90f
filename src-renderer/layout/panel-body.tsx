// What stands in a panel: found by its id, fenced so that one failing panel leaves the rest alone.

import {
  ChartsPanel,
  DataPanel,
  HistoryPanel,
  OrdersPanel,
  PositionsPanel,
  SignalsPanel,
  SimilarPanel,
  SingleChartPanel,
  TimeframesPanel,
  WatchPanel,
  WhyNotPanel,
} from '#renderer/panels';
import { Button, EmptyState } from '#renderer/ui';
import { TriangleAlert } from 'lucide-react';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';
import { timeframeOfPanel, type PanelName } from './panel-list.ts';

const BODIES: Readonly<Record<PanelName, () => ReactNode>> = {
  watch: () => <WatchPanel />,
  charts: () => <ChartsPanel />,
  signals: () => <SignalsPanel />,
  positions: () => <PositionsPanel />,
  orders: () => <OrdersPanel />,
  history: () => <HistoryPanel />,
  whyNot: () => <WhyNotPanel />,
  data: () => <DataPanel />,
  timeframes: () => <TimeframesPanel />,
  similar: () => <SimilarPanel />,
};

interface FenceState {
  readonly message: string | null;
}

/** The one class of the window: React has no other way to catch what a child throws while it draws. */
class Fence extends Component<{ readonly children: ReactNode }, FenceState> {
  override state: FenceState = { message: null };

  static getDerivedStateFromError(error: unknown): FenceState {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <EmptyState
        tone="danger"
        icon={<TriangleAlert size={20} />}
        title={i18next.t('panel.failed')}
        text={i18next.t('panel.failedText', { message: this.state.message })}
        action={
          <Button
            onClick={() => {
              this.setState({ message: null });
            }}
          >
            {i18next.t('app.retry')}
          </Button>
        }
      />
    );
  }
}

export function PanelBody({ id }: { readonly id: string }) {
  const timeframe = timeframeOfPanel(id);
  const body = timeframe === null ? BODIES[id as PanelName]() : <SingleChartPanel timeframe={timeframe} />;
  return (
    <div className="panel-body" data-panel={id}>
      <Fence>{body}</Fence>
    </div>
  );
}
