// What a bridge to MT5 has to handle, a line each, as the plan numbers them. Each line is shown by at least one test
// whose title begins with `checklist ID:`; tools/checklist.test.ts holds that, docs/mt5-checklist.md is made of it.

export interface ChecklistLine {
  readonly id: string;
  /** What must hold, in a sentence. */
  readonly text: string;
  /** The line of docs/mt5-acceptance.md with what a real terminal alone can show: the words it begins with. */
  readonly real?: string;
}

export interface ChecklistPart {
  readonly title: string;
  readonly lines: readonly ChecklistLine[];
}

export const CHECKLIST: readonly ChecklistPart[] = [
  {
    title: 'Facts of MQL5 that the Expert Advisor stands on',
    lines: [
      {
        id: 'mql5-address', real: '`127.0.0.1` alone',
        text: 'A socket needs its address in the terminal\'s allow list: numbers, never a name. Not allowed and not '
          + 'connected are told apart in words.',
      },
      {
        id: 'mql5-socket-read', text: 'A read waits one millisecond, never for ever; "readable" over an empty buffer '
          + 'and a timeout are no end of the link.',
      },
      { id: 'mql5-socket-send', text: 'A send that takes only a part goes on with the rest; no send waits for ever.' },
      {
        id: 'mql5-timer', real: 'Ticks.', text: 'One thread: the timer fetches the ticks of every followed symbol; the '
          + 'chart\'s own tick event is only a hurry.',
      },
      {
        id: 'mql5-transaction-hint', text: 'A trade transaction is a hint without content; positions, orders and '
          + 'history are the truth.',
      },
      {
        id: 'mql5-reinit', real: 'Timeframe, symbol, input changed', text: 'Symbol, timeframe, inputs and account '
          + 'change the EA\'s life at any moment: everything that counts lies in files before it is needed.',
      },
      {
        id: 'mql5-copy-ticks', real: 'First sync.', text: 'Ticks of one millisecond are told apart by their place; '
          + 'what the terminal has only begun to load is not taken for all.',
      },
      {
        id: 'mql5-broker-time', real: 'Calendar.', text: 'All times are the broker\'s; UTC is made with the offset '
          + 'that was measured, and the calendar\'s summer time is mended.',
      },
      {
        id: 'mql5-calendar-values', text: 'Calendar values are millionths with one number for "not set"; after the '
          + 'first list only changes are asked for.',
      },
      { id: 'mql5-no-news', text: 'The terminal\'s news cannot be read, and nothing pretends to.' },
      {
        id: 'mql5-crypto', text: 'HMAC is written by hand over the terminal\'s SHA-256; text goes to bytes as UTF-8 '
          + 'without the zero at its end.',
      },
      { id: 'mql5-json', text: 'JSON is read and written by our own code; the source is ASCII only.' },
    ],
  },
  {
    title: 'The stand-in that compiles and runs it',
    lines: [
      {
        id: 'shim-lint', real: 'MetaEditor 0/0.', text: 'What g++ takes and MetaEditor does not is refused: C++ words, '
          + 'pointers, more dimensions, references that MQL5 has not.',
      },
      { id: 'shim-builtins', text: 'Only built-ins on the list may be called, with as many arguments as MQL5 takes.' },
      {
        id: 'shim-expert', text: 'The Expert Advisor passes the lint and compiles with g++\'s warnings as errors.',
      },
      {
        id: 'shim-memory', text: 'An index outside an array ends the program; cells of a grown array hold garbage; '
          + 'whole numbers wrap.',
      },
    ],
  },
  {
    title: 'Connection',
    lines: [
      {
        id: 'connection-1', real: 'Account change', text: 'Nothing before the proof; version, login, server, currency, '
          + 'margin mode and kind of account come first; a changed account waits for its confirmation.',
      },
      {
        id: 'connection-2', text: 'Both sides beat; the link\'s age is shown; after a new link a whole snapshot comes '
          + 'before anything counts; a hole in the numbers is asked for.',
      },
      {
        id: 'connection-3', real: 'Investor password; Algo Trading off', text: 'Offline, Algo Trading off in the '
          + 'terminal, for this EA, for the account, forbidden by the broker: each in words of its own.',
      },
      {
        id: 'connection-4', real: 'Two charts, two terminals.', text: 'A second terminal is a second session or '
          + 'replaces the first, and is told so; commands go to the account they are for.',
      },
      {
        id: 'connection-5', real: 'Blanks and letters.', text: 'Only prices on the way to the window may be thinned '
          + 'out, events of orders never; numbers without locale, text in UTF-8, paths of Windows.',
      },
    ],
  },
  {
    title: 'Symbols',
    lines: [
      {
        id: 'symbols-6', real: 'Suffix broker', text: 'The broker\'s name and case are kept; prefixes and suffixes are '
          + 'found by name and checked by the two currencies, shown and correctable.',
      },
      {
        id: 'symbols-7', text: 'The value of a losing tick is used and compared with the contract; nothing is sized '
          + 'when they differ by more than one per cent.',
      },
      { id: 'symbols-8', text: 'Volumes go down onto the step; the limit of one direction counts waiting orders.' },
      { id: 'symbols-9', text: 'Trade mode, kinds of orders, expiry and sessions of the symbol are asked first.' },
      { id: 'symbols-10', text: 'Prices lie on the tick size, not only on the digits.' },
    ],
  },
  {
    title: 'Orders',
    lines: [
      { id: 'orders-11', text: 'Price and deviation count in request and instant execution only.' },
      {
        id: 'orders-12', real: 'A broker with FOK only', text: 'The filling is the symbol\'s and the kind\'s, also on '
          + 'close: FOK 1, IOC 2; RETURN for waiting orders.',
      },
      { id: 'orders-13', text: 'A stop that was not taken at open is set at once; when that fails, an alarm.' },
      { id: 'orders-14', text: 'Stops level and freeze level are asked by side before anything is sent.' },
      { id: 'orders-15', text: 'Placed, done and partly done are three things; taken is not done.' },
      {
        id: 'orders-16', real: 'Requote', text: 'A requote outside the approved bounds asks the trader again; a lost '
          + 'answer is unknown, reconciled, never sent again unasked.',
      },
      {
        id: 'orders-17', real: 'Lost answer.', text: 'The EA keeps client order ids on disk, and each is the magic '
          + 'number of its order: once, whatever happens.',
      },
      { id: 'orders-18', text: 'Trades by hand are shown and count for risk; they are managed only once adopted.' },
      {
        id: 'orders-19', text: 'A close carries its position; part, close-by, FIFO, forbidden hedge and "closed '
          + 'already" end as they should.',
      },
      { id: 'orders-20', text: 'Netting: a reversal is one deal, and the position\'s identifier is the key.' },
      { id: 'orders-retcodes', text: 'Every return code is in its class; those that fail do so by their name.' },
    ],
  },
  {
    title: 'Events and recovery',
    lines: [
      { id: 'events-21', text: 'What the broker holds is compared at the start and again and again.' },
      {
        id: 'events-22', text: 'Unknown positions are taken up; a missing one is closed with the deal that was found; '
          + 'no fill is invented.',
      },
      { id: 'events-23', text: 'Average price and volume come from deals.' },
      {
        id: 'events-24', real: 'Stop and target hit', text: 'Reasons are kept; commission, fee and swap stand apart '
          + 'from profit; deposits are no results.',
      },
      { id: 'events-25', text: 'Swap is threefold on the day that the symbol names.' },
    ],
  },
  {
    title: 'Time and data',
    lines: [
      {
        id: 'time-26', real: 'Daylight saving', text: 'Broker time becomes UTC with a measured offset, measured again '
          + 'when the clock changes.',
      },
      { id: 'time-27', text: 'An empty or short answer of the past means "not yet" until it says that it is whole.' },
      {
        id: 'time-28', real: 'Weekend.', text: 'Counted ticks are not volume; breaks between sessions are no gaps.',
      },
      { id: 'time-29', text: 'Bars are bid bars with a spread; zero and crossed quotes are dropped and counted.' },
    ],
  },
  {
    title: 'Safety',
    lines: [
      {
        id: 'safety-30', real: 'Hard limits of the EA', text: 'Limits are held twice: in Sextant and in the EA, the '
          + 'kill switch too.',
      },
      {
        id: 'safety-31', real: 'No link for N seconds', text: 'With the link lost the broker\'s own stops stay; after '
          + 'a set time no new orders, or everything is closed.',
      },
      {
        id: 'safety-32', text: 'Hedging and netting, 2, 3 and 5 digits, fillings, executions, FIFO, yen, gold and an '
          + 'account in euros are worked out by hand.',
      },
    ],
  },
  {
    title: 'What users of other bridges suffered from',
    lines: [
      { id: 'suffered-fixed-filling', text: 'One filling for every broker: 10030.' },
      { id: 'suffered-duplicates-after-reinit', text: 'Orders came twice after the EA was initialised again.' },
      { id: 'suffered-burst-half-lost', text: 'Half of a burst of orders was lost.' },
      { id: 'suffered-no-reason', text: '"Cannot connect", without a reason.' },
      { id: 'suffered-close-opens', text: 'A close opened a second position.' },
      { id: 'suffered-suffix', text: 'Brokers with suffixes were not supported.' },
      { id: 'suffered-wrong-lots', text: 'Wrong lots out of wrong tick values.' },
      { id: 'suffered-dst-candle', text: 'A change of summer time doubled a candle.' },
      { id: 'suffered-empty-history', text: 'An empty first answer was taken for the whole past.' },
      { id: 'suffered-price-zero', text: 'An alert at price zero when the link broke.' },
      { id: 'suffered-manual-close', text: 'A close by hand was not seen for an hour.' },
      { id: 'suffered-invented-orders', text: 'A restart invented orders.' },
      { id: 'suffered-limit-base', text: 'A limit was measured from the wrong base.' },
    ],
  },
];
