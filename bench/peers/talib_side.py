"""TA-Lib's C computes the eight studies over whole columns. `talib_side.py WALK`; the protocol is that of turns.ts."""

import json
import sys
import time

import numpy
import talib

cells = numpy.fromfile(sys.argv[1])
count = len(cells) // 6
_, _, high, low, close, _ = (cells[i * count:(i + 1) * count].copy() for i in range(6))

STUDIES = [
    lambda: talib.SMA(close, 20),
    lambda: talib.EMA(close, 20),
    lambda: talib.RSI(close, 14),
    lambda: talib.MACD(close, 12, 26, 9),
    lambda: talib.ATR(high, low, close, 14),
    lambda: talib.BBANDS(close, 20, 2, 2, 0),
    lambda: talib.STOCH(high, low, close, 14, 3, 0, 3, 0),
    lambda: talib.ADX(high, low, close, 14),
]


def measure(study):
    before = time.process_time_ns()
    study()
    return (time.process_time_ns() - before) / count


for study in STUDIES:
    study()
print('{"ready":true}', flush=True)
for line in sys.stdin:
    if line.strip() != 'turn':
        break
    print(json.dumps([measure(study) for study in STUDIES]), flush=True)
