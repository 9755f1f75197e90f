// Which column of which reference file is which output of ours; where a convention differs, the row says which.

/** One column of one file, and the output of ours that is to equal it. */
export interface Row {
  readonly file: string;
  readonly field: string;
  readonly calc: string;
  /** Index of the output; 0 if not said. */
  readonly output?: number;
  /** Their figure of bar i is ours of bar i + shift. */
  readonly shift?: number;
  /** First bar compared, where both seed differently and have forgotten it by then, and why. */
  readonly from?: readonly [number, string];
  /** Theirs is ours plus this. */
  readonly plus?: number;
  /** Theirs is the simple mean of so many of ours. */
  readonly mean?: number;
  /** How many bars differ, and why. */
  readonly apart?: readonly [number, string];
  /** Relative to the figure, and why it is more than 1e-9. */
  readonly within?: readonly [number, string];
  /** Bars before theirs that make our seed theirs: 1,000 like the first close, or one that spans the first bar. */
  readonly before?: 'flat' | 'span';
}

const TA_SEED = 'TA-Lib\'s first smoothed sum has one change fewer';
const SEVEN_DIGITS = [1e-6, 'printed with six or seven digits'] as const;
const MORE_DIGITS = [5e-5, 'made from prices of more digits than are printed'] as const;
const AT_TURN = 'at a turn TA-Lib keeps the stop out of the bar\'s own range';
const LAST_SEED = 'each average of theirs begins at its own first value, TA-Lib\'s at the mean of its first period';

export const row = (file: string, field: string, calc: string, more: Omit<Row, 'file' | 'field' | 'calc'> = {}): Row => (
  { file, field, calc, ...more }
);

export const STOCK_INDICATORS: readonly Row[] = [
  row('adl', 'adl', 'AD'),
  row('adx', 'pdi', 'PLUS_DI:14', { from: [330, TA_SEED] }),
  row('adx', 'mdi', 'MINUS_DI:14', { from: [330, TA_SEED] }),
  row('adx', 'dx', 'DX:14', { from: [400, TA_SEED] }),
  row('adx', 'adx', 'ADX:14', { from: [400, TA_SEED] }),
  row('aroon', 'aroonUp', 'AROON:25', { output: 1, apart: [1, 'of equal highs TA-Lib takes the newest'] }),
  row('aroon', 'aroonDown', 'AROON:25', { apart: [1, 'of equal lows TA-Lib takes the newest'] }),
  row('atr', 'tr', 'TRANGE'),
  row('atr', 'atr', 'ATR:14'),
  row('atr', 'atrp', 'NATR:14'),
  row('awesome', 'oscillator', 'AO:5:34'),
  row('bb', 'upperBand', 'BBANDS:20'),
  row('bb', 'sma', 'BBANDS:20', { output: 1 }),
  row('bb', 'lowerBand', 'BBANDS:20', { output: 2 }),
  row('bop', 'bop', 'BOP', { mean: 14 }),
  row('cci', 'cci', 'CCI:20'),
  row('chaikin-osc', 'oscillator', 'ADOSC:3:10', { from: [130, LAST_SEED] }),
  row('chop', 'chop', 'CHOP:14'),
  row('cmf', 'cmf', 'CMF:20'),
  row('dema', 'dema', 'DEMA:14', { from: [200, LAST_SEED] }),
  row('donchian', 'upperBand', 'DONCHIAN:20', { shift: -1 }),
  row('donchian', 'centerline', 'DONCHIAN:20', { output: 1, shift: -1 }),
  row('donchian', 'lowerBand', 'DONCHIAN:20', { output: 2, shift: -1 }),
  row('dpo', 'dpo', 'DPO:14', { shift: 8 }),
  row('elder-ray', 'bullPower', 'ERI:13'),
  row('elder-ray', 'bearPower', 'ERI:13', { output: 1 }),
  row('ema', 'ema', 'EMA:20'),
  row('epma', 'epma', 'LINEARREG:10'),
  row('force', 'forceIndex', 'EFI:2'),
  row('heikinashi', 'open', 'HA'),
  row('heikinashi', 'high', 'HA', { output: 1 }),
  row('heikinashi', 'low', 'HA', { output: 2 }),
  row('heikinashi', 'close', 'HA', { output: 3 }),
  row('hma', 'hma', 'HMA:14'),
  row('ichimoku', 'tenkanSen', 'ICHIMOKU:9:26:52:26'),
  row('ichimoku', 'kijunSen', 'ICHIMOKU:9:26:52:26', { output: 1 }),
  row('ichimoku', 'senkouSpanA', 'ICHIMOKU:9:26:52:26', { output: 2 }),
  row('ichimoku', 'senkouSpanB', 'ICHIMOKU:9:26:52:26', { output: 3 }),
  row('kama', 'er', 'ER:10'),
  row('kama', 'kama', 'KAMA:10'),
  row('keltner', 'centerline', 'EMA:20'),
  row('macd', 'macd', 'MACD:12:26:9', { from: [200, LAST_SEED] }),
  row('macd', 'signal', 'MACD:12:26:9', { output: 1, from: [200, LAST_SEED] }),
  row('macd', 'histogram', 'MACD:12:26:9', { output: 2, from: [250, LAST_SEED] }),
  row('macd', 'fastEma', 'EMA:12'),
  row('macd', 'slowEma', 'EMA:26'),
  row('mfi', 'mfi', 'MFI:14'),
  row('obv', 'obv', 'OBV', { plus: -96_708_880 }),
  row('psar', 'sar', 'SAR:0.02:0.2', { from: [40, 'the first trend is judged otherwise'], apart: [1, AT_TURN] }),
  row('pvo', 'pvo', 'PVO:12:26:1'),
  row('roc', 'roc', 'ROC:14'),
  row('roc', 'momentum', 'MOM:14'),
  row('roc-wb', 'roc', 'ROC:20'),
  row('rsi', 'rsi', 'RSI:14'),
  row('slope', 'slope', 'LINEARREG_SLOPE:14'),
  row('sma', 'sma', 'SMA:20'),
  row('sma-analysis', 'mad', 'AVGDEV:20'),
  row('smma', 'smma', 'RMA:20'),
  row('stdev', 'stdDev', 'STDDEV:14:1'),
  row('stdev', 'mean', 'SMA:14'),
  row('stoch-rsi', 'stochRsi', 'STOCHRSI:14:14:3:0'),
  row('stoch', 'k', 'STOCH:14:3:0:3:0'),
  row('stoch', 'd', 'STOCH:14:3:0:3:0', { output: 1 }),
  row('supertrend', 'superTrend', 'SUPERTREND:10:3'),
  row('t3', 't3', 'T3:5:0.7', { from: [150, LAST_SEED] }),
  row('tema', 'tema', 'TEMA:20', { from: [300, LAST_SEED] }),
  row('tr', 'tr', 'TRANGE'),
  row('trix', 'trix', 'TRIX:14', { from: [300, LAST_SEED] }),
  row('tsi', 'tsi', 'TSI:25:13'),
  row('uo', 'ultimate', 'ULTOSC:7:14:28'),
  row('vortex', 'pvi', 'VORTEX:14'),
  row('vortex', 'nvi', 'VORTEX:14', { output: 1 }),
  row('vwap', 'vwap', 'VWAP'),
  row('vwma', 'vwma', 'VWMA:14'),
  row('willr', 'williamsR', 'WILLR:14'),
  row('wma', 'wma', 'WMA:14'),
  row('alligator', 'jaw', 'ALLIGATOR'),
  row('alligator', 'teeth', 'ALLIGATOR', { output: 1 }),
  row('alligator', 'lips', 'ALLIGATOR', { output: 2 }),
  row('alma', 'alma', 'ALMA:9:0.85:6'),
  row('chexit', 'chandelierExit', 'CHANDELIER:22:3'),
  row('crsi', 'connorsRsi', 'CRSI:3:2:100'),
  row('dynamic', 'dynamic', 'MCGINLEY:14:0.6'),
  row('fisher', 'fisher', 'FISHER:10'),
  row('fisher', 'trigger', 'FISHER:10', { output: 1 }),
  row('fractal', 'fractalBear', 'FRACTALS:2', { shift: 2 }),
  row('fractal', 'fractalBull', 'FRACTALS:2', { output: 1, shift: 2 }),
  row('gator', 'upper', 'GATOR'),
  row('gator', 'lower', 'GATOR', { output: 1 }),
  row('kvo', 'oscillator', 'KVO:34:55:13'),
  row('kvo', 'signal', 'KVO:34:55:13', { output: 1 }),
  row('ma-env', 'upperEnvelope', 'ENVELOPES:20:2.5:0'),
  row('ma-env', 'centerline', 'ENVELOPES:20:2.5:0', { output: 1 }),
  row('ma-env', 'lowerEnvelope', 'ENVELOPES:20:2.5:0', { output: 2 }),
  row('pmo', 'pmo', 'PMO:35:20:10'),
  row('pmo', 'signal', 'PMO:35:20:10', { output: 1 }),
  row('smi', 'smi', 'SMI:13:25:2:3'),
  row('smi', 'signal', 'SMI:13:25:2:3', { output: 1 }),
  row('starc', 'upperBand', 'STARC:5:10:2'),
  row('starc', 'centerline', 'STARC:5:10:2', { output: 1 }),
  row('starc', 'lowerBand', 'STARC:5:10:2', { output: 2 }),
  row('ulcer', 'ulcerIndex', 'ULCER:14'),
  row('vol-stop', 'sar', 'VSTOP:7:3'),
];

export const CHART_SCHOOL: readonly Row[] = [
  row('cs-accum', 'ADLine', 'AD'),
  row('cs-adx', '+DI14', 'PLUS_DI:14', { from: [300, TA_SEED] }),
  row('cs-adx', '-DI14', 'MINUS_DI:14', { from: [300, TA_SEED] }),
  row('cs-adx', 'DX', 'DX:14', { from: [300, TA_SEED] }),
  row('cs-adx', 'ADX', 'ADX:14', { from: [350, TA_SEED] }),
  row('cs-atr', 'ATR', 'ATR:14', { before: 'span' }),
  row('cs-bbands', 'MiddleBand', 'BBANDS:20', { output: 1 }),
  row('cs-bbands', 'HighBand', 'BBANDS:20'),
  row('cs-bbands', 'LowBand', 'BBANDS:20', { output: 2 }),
  row('cs-bbands', '20-day Standard Deviation', 'STDDEV:20:1'),
  row('cs-cci', 'CCI', 'CCI:20'),
  row('cs-dc', 'upper_band', 'DONCHIAN:20'),
  row('cs-dc', 'middle_band', 'DONCHIAN:20', { output: 1 }),
  row('cs-dc', 'lower_band', 'DONCHIAN:20', { output: 2 }),
  row('cs-easeofmovement', 'EMV', 'EOM:1'),
  row('cs-easeofmovement', 'SMA_EMV', 'EOM:14'),
  row('cs-fi', 'FI_1', 'EFI:1'),
  row('cs-kama', 'ER', 'ER:10'),
  row('cs-kama', 'KAMA', 'KAMA:10'),
  row('cs-macd', 'short_ema', 'EMA:12', { before: 'flat' }),
  row('cs-macd', 'long_ema', 'EMA:26', { before: 'flat' }),
  row('cs-macd', 'MACD_line', 'MACD:12:26:9', { before: 'flat' }),
  row('cs-macd', 'MACD_signal', 'MACD:12:26:9', { output: 1, before: 'flat', from: [100, LAST_SEED] }),
  row('cs-mfi', 'MFI', 'MFI:14'),
  row('cs-obv', 'OBV', 'OBV'),
  row('cs-percentr', 'Williams_%R', 'WILLR:14'),
  row('cs-ppo', 'PPO', 'PPO:12:26:1', { before: 'flat' }),
  row('cs-pvo', 'PVO', 'PVO:12:26:1', { before: 'flat' }),
  row('cs-roc', 'ROC', 'ROC:12'),
  row('cs-rsi', 'RSI', 'RSI:14', { before: 'flat' }),
  row('cs-soo', 'SO', 'STOCHF:14:3:0'),
  row('cs-stochrsi', 'RSI', 'RSI:14', { before: 'flat', within: [1e-7, 'six decimals, then a nought'] }),
  row('cs-stc', 'stc', 'STC:10:23:50', { before: 'flat' }),
  row('cs-tsi', 'TSI', 'TSI:25:13', { within: [0.02, 'they take 0.07692 and 0.1428 for 2 / 26 and 2 / 14'] }),
  row('cs-ui', 'ulcer_index', 'ULCER:14'),
  row('cs-ultosc', 'Ult_Osc', 'ULTOSC:7:14:28'),
  row('cs-vortex', '+VI14', 'VORTEX:14'),
  row('cs-vortex', '-VI14', 'VORTEX:14', { output: 1 }),
  row('cs-vpt', 'unsmoothed vpt', 'PVT'),
  row('cs-vwap', 'vwap', 'VWAP', { apart: [16, 'from bar 14 on theirs is of 14 bars'] }),
  row('cs-wma', 'WMA', 'WMA:9'),
];

export const LEAN: readonly Row[] = [
  row('eurusd60_dem', 'DeM', 'DEMARKER:14'),
  row('spy_atr', 'Average True Range 14', 'TRANGE', { mean: 14, within: MORE_DIGITS }),
  row('spy_atr_wilder', 'Average True Range 14', 'ATR:14', { before: 'span' }),
  row('spy_bollinger_bands', 'Moving Average 20', 'BBANDS:20', { output: 1, within: SEVEN_DIGITS }),
  row('spy_bollinger_bands', 'Bollinger Bands® 20 2 Top', 'BBANDS:20', { within: SEVEN_DIGITS }),
  row('spy_bollinger_bands', 'Bollinger Bands® 20 2 Bottom', 'BBANDS:20', { output: 2, within: SEVEN_DIGITS }),
  row('spy_with_indicators', 'SMA14', 'SMA:14', { within: SEVEN_DIGITS }),
  row('spy_with_indicators', 'EMA14', 'EMA:14', { within: SEVEN_DIGITS }),
  row('spy_with_indicators', 'RSI 14 Wilder', 'RSI:14'),
  row('spy_with_indicators', 'MACD 12 26', 'MACD:12:26:9', { from: [300, LAST_SEED], within: MORE_DIGITS }),
  row('spy_with_macd', 'MACD', 'MACD:12:26:9', { within: MORE_DIGITS }),
  row('spy_with_macd', 'Signal', 'MACD:12:26:9', { output: 1, within: MORE_DIGITS }),
  row('spy_with_macd', 'Histogram', 'MACD:12:26:9', { output: 2, within: MORE_DIGITS }),
];
