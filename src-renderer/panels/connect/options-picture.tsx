// A drawing of our own of MetaTrader 5's Options window, tab Expert Advisors: where the two addresses go. Its labels
// are those of the terminal's English edition.

import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox, Legend, Mark } from './picture-parts.tsx';

const TABS = ['Server', 'Charts', 'Trade', 'Expert Advisors', 'Notifications', 'Events'] as const;
const TAB_WIDTHS = [56, 56, 50, 104, 88, 56] as const;
const BOXES = [
  ['Allow algorithmic trading', true, 0],
  ['Disable algorithmic trading when the account has been changed', false, 1],
  ['Disable algorithmic trading when the profile has been changed', false, 1],
  ['Disable algorithmic trading when the charts symbol or period has been changed', false, 1],
  ['Allow DLL imports', false, 0],
  ['Allow WebRequest for listed URL:', true, 0],
] as const;

export function OptionsPicture() {
  const { t } = useTranslation();
  const title = useId();
  return (
    <figure className="picture">
      <svg viewBox="0 0 600 316" role="img" aria-labelledby={title}>
        <title id={title}>{t('connect.allow.picture')}</title>
        <rect className="pic-window" x="0.5" y="0.5" width="599" height="315" rx="4" />
        <path className="pic-line" d="M0 28.5H600" />
        <text className="pic-text pic-strong" x="14" y="19">Options</text>
        <Tabs />
        <rect className="pic-sheet" x="14.5" y="60.5" width="571" height="212" />
        {BOXES.map(([label, isOn, level], n) => (
          <Checkbox key={label} x={28 + level * 18} y={74 + n * 21} label={label} isOn={isOn} />
        ))}
        <rect className="pic-accent" x="22.5" y="173.5" width="216" height="22" rx="3" />
        <rect className="pic-list" x="46.5" y="200.5" width="524" height="64" />
        <rect className="pic-row" x="47" y="201" width="523" height="21" />
        <text className="pic-text" x="58" y="216">127.0.0.1</text>
        <text className="pic-text" x="58" y="237">http://127.0.0.1</text>
        <text className="pic-text pic-faint" x="58" y="257">add new URL like &apos;https://www.mql5.com&apos;</text>
        <rect className="pic-accent" x="50.5" y="203.5" width="132" height="40" rx="3" />
        <Mark n={1} x={252} y={184.5} />
        <Mark n={2} x={198} y={223.5} />
        <Buttons />
        <Mark n={3} x={382} y={293} />
      </svg>
      <Legend words={[t('connect.allow.one'), t('connect.allow.two'), t('connect.allow.three')]} />
    </figure>
  );
}

function Tabs() {
  let x = 14;
  return TABS.map((name, n) => {
    const left = x;
    const width = TAB_WIDTHS[n] ?? 0;
    x += width;
    const isOn = name === 'Expert Advisors';
    return (
      <g key={name}>
        <rect className={isOn ? 'pic-tab pic-tab-on' : 'pic-tab'} x={left + 0.5} y="38.5" width={width} height="22" />
        <text
          className={isOn ? 'pic-text pic-strong' : 'pic-text pic-second'}
          x={left + width / 2} y="53" textAnchor="middle"
        >
          {name}
        </text>
      </g>
    );
  });
}

function Buttons() {
  return (['OK', 'Cancel', 'Help'] as const).map((name, n) => (
    <g key={name}>
      <rect
        className={n === 0 ? 'pic-button pic-accent-line' : 'pic-button'}
        x={394.5 + n * 66} y="282.5" width="58" height="22" rx="3"
      />
      <text className="pic-text" x={423.5 + n * 66} y="297" textAnchor="middle">{name}</text>
    </g>
  ));
}
