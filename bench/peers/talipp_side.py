"""talipp takes one bar at a time. `talipp_side.py WALK BARS`; the protocol is that of turns.ts."""

import array
import json
import sys
import time

from talipp.indicators import ADX, ATR, BB, EMA, MACD, RSI, SMA, Stoch
from talipp.ohlcv import OHLCV

cells = array.array('d')
with open(sys.argv[1], 'rb') as walk:
    cells.frombytes(walk.read())
count = len(cells) // 6
bars = int(sys.argv[2])
_, opens, highs, lows, closes, volumes = (cells[i * count:i * count + bars].tolist() for i in range(6))


def turn():
    priced = [SMA(20), EMA(20), RSI(14), MACD(12, 26, 9), BB(20, 2)]
    barred = [ATR(14), Stoch(14, 3), ADX(14, 14)]
    before = time.process_time_ns()
    for row in zip(opens, highs, lows, closes, volumes):
        for study in priced:
            study.add(row[3])
        bar = OHLCV(*row)
        for study in barred:
            study.add(bar)
    return [(time.process_time_ns() - before) / bars]


turn()
print('{"ready":true}', flush=True)
for line in sys.stdin:
    if line.strip() != 'turn':
        break
    print(json.dumps(turn()), flush=True)
