export * from './find-gaps.ts';
export * from './gap-plan.ts';
export { type Span } from './spans.ts';
export * from './told-spans.ts';
export * from './trading-hours.ts';
