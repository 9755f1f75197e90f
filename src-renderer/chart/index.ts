export { ChartCell } from './chart-cell.tsx';
export type { ChartLine, ChartMark } from './price-chart.ts';
