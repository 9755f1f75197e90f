// A study's parameters, edited where they stand: Enter applies, Escape gives back what was there, a value that does not
// fit is named with its bounds and nothing is applied.

import type { IndicatorResource } from '#core/contract';
import { changeStudy, type ChartStudy } from '#renderer/state';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readParam } from './study-look.ts';

/** Bounds beyond this are no bounds to speak of. */
const BOUND_MAX = 1e9;

interface StudyEditorProps {
  readonly study: ChartStudy;
  readonly indicator: IndicatorResource;
  /** Applied, or given up. */
  readonly onDone: () => void;
}

export function StudyEditor({ study, indicator, onDone }: StudyEditorProps) {
  const { t } = useTranslation();
  const id = useId();
  const host = useRef<HTMLFormElement>(null);
  const [texts, setTexts] = useState<readonly string[]>(study.params.map(String));
  useEffect(() => {
    host.current?.querySelector('input')?.select();
  }, []);
  const values = indicator.params.map((param, i) => readParam(param, texts[i] ?? ''));
  const bad = indicator.params.find((_, i) => values[i] === null);
  return (
    <form
      ref={host}
      className="study-editor"
      onSubmit={(event) => {
        event.preventDefault();
        const params = values.filter((value) => value !== null);
        if (params.length < indicator.params.length) return;
        changeStudy(study.id, { params });
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.preventDefault();
        onDone();
      }}
    >
      {indicator.params.map((param, i) => (
        <input
          key={param.name}
          className="figure"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          size={Math.max(3, (texts[i] ?? '').length)}
          aria-label={param.name}
          aria-invalid={values[i] === null}
          aria-describedby={values[i] === null ? id : undefined}
          data-tip={bad === undefined ? param.name : undefined}
          value={texts[i]}
          onChange={(event) => {
            setTexts(texts.map((text, k) => (k === i ? event.target.value : text)));
          }}
          onKeyDown={(event) => {
            const sign = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
            const value = values[i] ?? null;
            if (sign === 0 || value === null) return;
            event.preventDefault();
            const step = param.whole ? 1 : 0.1;
            const next = Number((value + sign * step * (event.shiftKey ? 10 : 1)).toFixed(6));
            const bounded = Math.min(param.max, Math.max(param.min, next));
            setTexts(texts.map((text, k) => (k === i ? String(bounded) : text)));
          }}
        />
      ))}
      <button type="submit" className="study-apply">{t('study.apply')}</button>
      {bad === undefined ? null : (
        <span className="study-bad" id={id} role="alert">
          {t(bad.whole ? 'study.badWhole' : bad.max > BOUND_MAX ? 'study.badNumber' : 'study.badPart', {
            param: bad.name, min: bad.min, max: bad.max,
          })}
        </span>
      )}
    </form>
  );
}
