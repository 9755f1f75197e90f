// A drawing of our own of MetaTrader 5 with the Expert Advisor on a chart: where it is dragged from, which box is
// ticked, which button is on. Its labels are those of the terminal's English edition.

import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox, Legend, Mark } from './picture-parts.tsx';

/** Candles of the drawn chart: x, high, low, open, close, all in the drawing's own units. */
const CANDLES = [
  [222, 196, 244, 236, 204], [238, 188, 222, 206, 194], [254, 186, 226, 192, 216], [270, 200, 236, 214, 226],
  [286, 190, 232, 226, 198], [302, 174, 208, 200, 182], [318, 168, 202, 180, 192], [334, 172, 206, 192, 178],
] as const;

const MENU = [
  ['File', 14], ['View', 48], ['Insert', 88], ['Charts', 134], ['Tools', 184], ['Window', 226], ['Help', 282],
] as const;

export function AttachPicture() {
  const { t } = useTranslation();
  const title = useId();
  return (
    <figure className="picture">
      <svg viewBox="0 0 600 316" role="img" aria-labelledby={title}>
        <title id={title}>{t('connect.attach.picture')}</title>
        <rect className="pic-window" x="0.5" y="0.5" width="599" height="315" rx="4" />
        <Toolbar />
        <Navigator />
        <Chart />
        <Inputs />
        <path className="pic-drag" d="M128 152C160 152 176 130 214 130" />
        <path className="pic-drag-head" d="M210 125l8 5 -8 5z" />
        <Mark n={1} x={112} y={152} />
        <Mark n={2} x={564} y={188} />
        <Mark n={3} x={360} y={40} />
      </svg>
      <Legend words={[t('connect.attach.one'), t('connect.attach.two'), t('connect.attach.three')]} />
    </figure>
  );
}

function Toolbar() {
  return (
    <g>
      <path className="pic-line" d="M0 24.5H600M0 56.5H600" />
      {MENU.map(([name, x]) => <text key={name} className="pic-text pic-second" x={x} y="16">{name}</text>)}
      <text className="pic-text pic-second" x="14" y="45">M1   M5   M15   H1   H4   D1</text>
      <rect className="pic-button pic-accent-line" x="226.5" y="29.5" width="118" height="22" rx="3" />
      <path className="pic-play" d="M240 35l9 5.5 -9 5.5z" />
      <text className="pic-text" x="258" y="45">Algo Trading</text>
      <text className="pic-text pic-second" x="392" y="45">New Order</text>
    </g>
  );
}

function Navigator() {
  return (
    <g>
      <rect className="pic-sheet" x="8.5" y="64.5" width="184" height="242" />
      <path className="pic-line" d="M8 86.5H193" />
      <text className="pic-text pic-strong" x="18" y="80">Navigator</text>
      <text className="pic-text" x="22" y="104">▸ Accounts</text>
      <text className="pic-text" x="22" y="122">▾ Expert Advisors</text>
      <text className="pic-text" x="36" y="140">▾ Sextant</text>
      <rect className="pic-row" x="46" y="144" width="54" height="17" />
      <rect className="pic-accent" x="46.5" y="144.5" width="54" height="16" rx="3" />
      <text className="pic-text pic-strong" x="52" y="156">Sextant</text>
      <text className="pic-text pic-second" x="36" y="176">▸ Examples</text>
      <text className="pic-text pic-second" x="22" y="194">▸ Indicators</text>
      <text className="pic-text pic-second" x="22" y="212">▸ Scripts</text>
    </g>
  );
}

function Chart() {
  return (
    <g>
      <rect className="pic-chart" x="204.5" y="64.5" width="387" height="242" />
      <text className="pic-text pic-second" x="214" y="80">EURUSD, M15</text>
      {CANDLES.map(([x, high, low, open, close]) => {
        const tone = close < open ? 'pic-up' : 'pic-down';
        return (
          <g key={x} className={tone}>
            <path d={`M${String(x)} ${String(high)}V${String(low)}`} />
            <rect x={x - 4} y={Math.min(open, close)} width="8" height={Math.abs(open - close)} />
          </g>
        );
      })}
      <text className="pic-text pic-strong" x="560" y="80" textAnchor="end">Sextant</text>
      <path className="pic-hat" d="M566 76l9 -5 9 5 -9 5zM570 79.5v4c3 2.4 7 2.4 10 0v-4" />
    </g>
  );
}

/** The Expert Advisor's window, which opens when it is dropped. */
function Inputs() {
  return (
    <g>
      <rect className="pic-window pic-raised" x="360.5" y="104.5" width="222" height="172" rx="4" />
      <path className="pic-line" d="M360 126.5H583" />
      <text className="pic-text pic-strong" x="372" y="120">Sextant</text>
      <text className="pic-text pic-strong" x="372" y="145">Common</text>
      <text className="pic-text pic-second" x="430" y="145">Inputs</text>
      <path className="pic-accent-line" d="M372 151H416" />
      <text className="pic-text pic-second" x="372" y="172">Algo Trading</text>
      <rect className="pic-accent" x="368.5" y="178.5" width="180" height="20" rx="3" />
      <Checkbox x={374} y={182} label="Allow Algo Trading" isOn />
      <Checkbox x={374} y={206} label="Allow DLL imports" isOn={false} />
      <rect className="pic-button pic-accent-line" x="444.5" y="244.5" width="60" height="22" rx="3" />
      <text className="pic-text" x="474.5" y="259" textAnchor="middle">OK</text>
      <rect className="pic-button" x="512.5" y="244.5" width="60" height="22" rx="3" />
      <text className="pic-text" x="542.5" y="259" textAnchor="middle">Cancel</text>
    </g>
  );
}
