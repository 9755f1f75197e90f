// The legend of a chart's indicators: name, parameters that are edited in place, values under the crosshair, and what
// can be done with each. Values are written straight to their elements: they change with every tick.

import { describeCode } from '#renderer/i18n';
import { STUDY_HUES, changeStudy, removeStudy, type ChartStudy } from '#renderer/state';
import { Eye, EyeOff, X } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { PriceChart } from './price-chart.ts';
import { StudyEditor } from './study-editor.tsx';
import { formatValue, hueOfOutput } from './study-look.ts';
import type { ShownStudy } from './use-studies.ts';

/** `SMA 20` as it is read aloud. */
function nameOf({ name, params }: ChartStudy): string {
  return [name, ...params].join(' ');
}

/** Writes the values at `timeMs`, else the newest ones. */
export function writeStudies(
  host: HTMLElement,
  shown: readonly ShownStudy[],
  timeMs: number | null,
  digits: number,
): void {
  for (const { study, indicator, data } of shown) {
    const point = timeMs === null ? data.last : data.at(timeMs);
    const cells = host.querySelectorAll<HTMLElement>(`[data-study="${study.id}"] [data-output]`);
    cells.forEach((cell, k) => {
      const text = formatValue(indicator, point?.values[k], digits);
      if (cell.textContent !== text) cell.textContent = text;
    });
  }
}

/** Where the panes of studies begin, followed as they are dragged and resized. */
function usePaneTops(chart: PriceChart | null, shown: readonly ShownStudy[]): ReadonlyMap<string, number> {
  const [tops, setTops] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    if (chart === null) return undefined;
    const measure = (): void => {
      const next = chart.studies.paneTops();
      setTops((before) => {
        const isSame = before.size === next.size && [...next].every(([id, top]) => before.get(id) === top);
        return isSame ? before : next;
      });
    };
    const observer = new ResizeObserver(measure);
    // The chart lays its panes out with its next frame.
    const frame = requestAnimationFrame(() => {
      for (const element of chart.studies.paneElements()) observer.observe(element);
      measure();
    });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [chart, shown]);
  return tops;
}

function Hues({ study, onDone }: { readonly study: ChartStudy; readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <span className="study-hues" role="group" aria-label={t('study.colour', { study: nameOf(study) })}>
      {Array.from({ length: STUDY_HUES }, (_, hue) => (
        <button
          key={hue}
          type="button"
          className="study-hue"
          style={{ background: `var(--study-${String(hue)})` }}
          aria-label={t('study.hue', { number: hue + 1 })}
          aria-pressed={hue === study.hue}
          onClick={() => {
            changeStudy(study.id, { hue });
            onDone();
          }}
        />
      ))}
    </span>
  );
}

function StateWords({ shown: { state } }: { readonly shown: ShownStudy }) {
  const { t } = useTranslation();
  if (state.phase === 'warming') return <span className="study-state study-late">{t('app.loading')}</span>;
  if (state.phase === 'short') {
    return <span className="study-state">{t('study.missing', { count: state.missing })}</span>;
  }
  if (state.phase === 'ready' || state.failure === null) return null;
  const { text, remedy } = describeCode(state.failure.code, state.failure.text);
  return (
    <span className="study-state is-danger" data-tip={remedy}>
      {text}
    </span>
  );
}

function Tools({ study }: { readonly study: ChartStudy }) {
  const { t } = useTranslation();
  const name = nameOf(study);
  return (
    <span className="study-tools">
      <button
        type="button"
        className="study-tool"
        aria-label={study.isHidden ? t('study.show', { study: name }) : t('study.hide', { study: name })}
        aria-pressed={study.isHidden}
        onClick={() => {
          changeStudy(study.id, { isHidden: !study.isHidden });
        }}
      >
        {study.isHidden ? <EyeOff size={12} /> : <Eye size={12} />}
      </button>
      <button
        type="button"
        className="study-tool"
        aria-label={t('study.remove', { study: name })}
        onClick={() => {
          removeStudy(study.id);
        }}
      >
        <X size={12} />
      </button>
    </span>
  );
}

function Row({ shown }: { readonly shown: ShownStudy }) {
  const { study, indicator } = shown;
  const { t } = useTranslation();
  const [open, setOpen] = useState<'params' | 'hues' | null>(null);
  const params = useRef<HTMLButtonElement>(null);
  const name = nameOf(study);
  const close = (): void => {
    setOpen(null);
    requestAnimationFrame(() => params.current?.focus());
  };
  return (
    <div className="study-row" data-study={study.id} data-hidden={study.isHidden ? '' : undefined} role="group"
      aria-label={name}>
      <button
        type="button"
        className="study-swatch"
        style={{ background: `var(--study-${String(study.hue)})` }}
        aria-label={t('study.colour', { study: name })}
        data-tip={t('study.colour', { study: name })}
        onClick={() => {
          setOpen(open === 'hues' ? null : 'hues');
        }}
      />
      {open === 'hues' ? <Hues study={study} onDone={() => { setOpen(null); }} /> : null}
      <span className="study-name" data-tip={indicator.title}>{study.name}</span>
      {study.params.length === 0 ? null : open === 'params' ? (
        <StudyEditor study={study} indicator={indicator} onDone={close} />
      ) : (
        <button
          ref={params}
          type="button"
          className="study-params figure"
          aria-label={t('study.edit', { study: name })}
          data-tip={t('study.editTip')}
          onClick={() => {
            setOpen('params');
          }}
        >
          {study.params.join(' ')}
        </button>
      )}
      {open === 'params' ? null : (
        <span className="study-values" aria-hidden="true">
          {indicator.outputs.map((output, k) => (
            <span
              key={output}
              className="figure"
              data-output={output}
              style={{ color: `var(--study-${String(hueOfOutput(indicator, study.hue, k))})` }}
            />
          ))}
        </span>
      )}
      <StateWords shown={shown} />
      <Tools study={study} />
    </div>
  );
}

export function StudyLegend({
  host,
  chart,
  shown,
}: {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly chart: PriceChart | null;
  readonly shown: readonly ShownStudy[];
}) {
  const tops = usePaneTops(chart, shown);
  const over = shown.filter(({ study }) => !tops.has(study.id));
  const own = shown.filter(({ study }) => tops.has(study.id));
  return (
    <div ref={host}>
      {over.length === 0 ? null : (
        <div className="study-legend">
          {over.map((one) => <Row key={one.study.id} shown={one} />)}
        </div>
      )}
      {own.map((one) => (
        <div key={one.study.id} className="study-legend study-legend-own"
          style={{ top: `${String((tops.get(one.study.id) ?? 0) + 2)}px` }}>
          <Row shown={one} />
        </div>
      ))}
    </div>
  );
}
