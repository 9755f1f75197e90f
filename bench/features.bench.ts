// The features of every tick: how long one tick takes from its price to the written vector, each tick timed by itself.
// No library computes this vector, so there is no peer; the budget is 50 microseconds at the 99th percentile.

import { drawGaussian, Random } from '#core/base';
import { FEATURES, FeatureStream } from '#core/features';
import { TIMEFRAME_MS, type Bar } from '#core/model';
import { quantile, race, type Budget } from './frame.ts';

const WARM_BARS = 3_000;
const TICKS = 100_000;
const TICK_MS = 700;
const START_MS = Date.UTC(2024, 0, 15);
const POINT = 0.00001;
const BAR_MS = TIMEFRAME_MS.M5;

/** A stream on M5 that has seen ten days of bars, and the price it ended at. */
function warmStream(random: Random): { readonly stream: FeatureStream; readonly price: number } {
  const stream = new FeatureStream({ timeframe: 'M5', point: POINT, inputs: {} });
  let price = 1.1;
  for (let i = 0; i < WARM_BARS; i += 1) {
    const open = price;
    price += drawGaussian(random) * 0.0003;
    const high = Math.max(open, price) + 0.0001;
    const low = Math.min(open, price) - 0.0001;
    stream.next(barOf(START_MS + i * BAR_MS, [open, high, low, price]));
  }
  return { stream, price };
}

function barOf(time: number, [open, high, low, close]: readonly [number, number, number, number]): Bar {
  return {
    time, open, high, low, close, tickVolume: 400, realVolume: 0, spread: 8, askOpen: open + 0.00008, askHigh: null,
    askLow: null, askClose: close + 0.00008, source: 'tick', partial: false,
  };
}

/** Microseconds of each tick; bars close in between, untimed. */
function timeTicks(seed: number): readonly number[] {
  const random = new Random(seed);
  const { stream, price } = warmStream(random);
  const taken: number[] = [];
  let bid = price;
  let barTime = START_MS + WARM_BARS * BAR_MS;
  let bar: [number, number, number, number] = [bid, bid, bid, bid];
  for (let i = 0; i < TICKS; i += 1) {
    const timeMs = START_MS + WARM_BARS * BAR_MS + i * TICK_MS;
    bid += drawGaussian(random) * 0.00003;
    if (timeMs >= barTime + BAR_MS) {
      stream.next(barOf(barTime, bar));
      barTime += BAR_MS;
      bar = [bid, bid, bid, bid];
    }
    bar = [bar[0], Math.max(bar[1], bid), Math.min(bar[2], bid), bid];
    const before = performance.now();
    stream.tick(timeMs, bid, bid + 0.00008);
    taken.push((performance.now() - before) * 1000);
  }
  return taken;
}

export const featuresBudget: Budget = {
  name: 'features',
  run: () => {
    const count = FEATURES.filter(({ scope }) => scope === 'tick').length;
    let seed = 0;
    return race({
      figures: [
        { name: `${count} features a tick, p50`, unit: 'µs', better: 'less' },
        { name: `${count} features a tick, p99`, unit: 'µs', better: 'less' },
      ],
      peerName: 'none',
      ours: () => {
        seed += 1;
        const taken = timeTicks(seed);
        return Promise.resolve([quantile(taken, 0.5), quantile(taken, 0.99)]);
      },
      peer: { missing: 'no library computes this vector' },
    });
  },
};
