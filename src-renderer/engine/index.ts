export * from './failure.ts';
export * from './requests.ts';
export { retryNow, runSession } from './session.ts';
export { watchSeries, watchStudy } from './watch-list.ts';
