// Every code a quarantine, a veto, a suppression, a refusal or a failure may carry, with what it means and what to
// do. `ROOM_WHAT_WRONG`; the wire's own codes are E_… as MT5-PROTOCOL says. A test proves that code, docs and
// translations name the same ones.

export interface CodeEntry {
  readonly text: string;
  readonly remedy: string;
}

export const CODES = {
  // the wire (MT5-PROTOCOL section 8)
  E_PROTO: {
    text: 'The frame is not JSON or not the envelope.',
    remedy: 'Update the Expert Advisor; the raw frame is under dead letters.',
  },
  E_TYPE: {
    text: 'The message type is unknown.',
    remedy: 'Update Sextant or the Expert Advisor so that both speak the same version.',
  },
  E_VERSION: { text: 'No common protocol version.', remedy: 'Install the Expert Advisor that came with this Sextant.' },
  E_AUTH: {
    text: 'The proof does not fit the pairing token.',
    remedy: 'Copy the pairing token again from Connect MT5.',
  },
  E_NOT_AUTHED: { text: 'The session has not proved itself yet.', remedy: 'Send hello and auth first.' },
  E_SEQ: {
    text: 'A reliable sequence number came again with other content.',
    remedy: 'Restart the Expert Advisor: it begins a new epoch.',
  },
  E_SYMBOL: {
    text: 'The broker does not know this symbol.',
    remedy: 'Pick one of the suggested names; brokers add suffixes.',
  },
  E_RANGE: {
    text: 'A field has the wrong type or is out of range.',
    remedy: 'See the dead letter for the path; update the sender.',
  },
  E_TOO_BIG: { text: 'The message is too large.', remedy: 'Send at most 1 MiB a message.' },
  E_RATE: { text: 'Too many messages.', remedy: 'Slow down; the limit is 10,000 messages/s or 32 MiB/s a session.' },
  E_SYNCING: { text: 'The terminal is still loading history.', remedy: 'Wait; it is asked again.' },
  E_BUSY: { text: 'The terminal is busy.', remedy: 'Wait; it is asked again.' },
  E_READONLY: { text: 'The terminal is read-only.', remedy: 'Confirm the account or reset the kill switch.' },
  E_TRADE_OFF: {
    text: 'Trading is off in the terminal, the program, the account or at the server.',
    remedy: 'Switch on algo trading in MT5 and for the Expert Advisor.',
  },
  E_EXPIRED: { text: 'The command came after its deadline and was not run.', remedy: 'Approve a fresh signal.' },
  E_DUP_MISMATCH: { text: 'The client order id was used with other content.', remedy: 'Report this: it is a defect.' },
  E_UNKNOWN_STATE: { text: 'The state of the order is not known.', remedy: 'It is being reconciled with the broker.' },
  E_INTERNAL: { text: 'The other side failed.', remedy: 'See its log.' },
  // the journal
  JOURNAL_LOCKED: {
    text: 'Another Sextant uses this data folder.',
    remedy: 'Stop it with "sextant stop", or choose another --data-dir.',
  },
  JOURNAL_READ_ONLY: {
    text: 'The data folder cannot be written.',
    remedy: 'Give this user write permission, or choose another --data-dir.',
  },
  JOURNAL_DISK_FULL: {
    text: 'The disk is full: nothing more can be stored, and trading has stopped.',
    remedy: 'Free space and start again; nothing acknowledged was lost.',
  },
  JOURNAL_CHAIN_BROKEN: {
    text: 'The journal was changed after it was written.',
    remedy: 'Restore a backup; do not trade on this folder.',
  },
  JOURNAL_WRITE_FAILED: { text: 'The journal could not be written.', remedy: 'Check the disk, then start again.' },
  JOURNAL_FORMAT_UNKNOWN: {
    text: 'The data folder was written by another version.',
    remedy: 'Use the version that wrote it, or another --data-dir.',
  },
  // decision: gates on the market
  DECISION_SPREAD_WIDE: { text: 'The spread is too large a share of the stop.', remedy: 'Wait for a calmer market.' },
  DECISION_QUOTE_STALE: { text: 'The quote is too old.', remedy: 'Check the link to the terminal.' },
  DECISION_INSTRUMENT_UNKNOWN: {
    text: "The broker has not sent the symbol's specification.",
    remedy: 'Wait for the snapshot, or add the symbol in the terminal.',
  },
  DECISION_STOP_TOO_CLOSE: {
    text: 'The stop is nearer than the broker allows.',
    remedy: 'Nothing to do; the next setup may be wider.',
  },
  // risk: gates on the account
  RISK_ACCOUNT_UNKNOWN: { text: 'No account state from the terminal yet.', remedy: 'Connect MT5.' },
  RISK_ACCOUNT_READ_ONLY: { text: 'Only demo accounts may trade in this version.', remedy: 'Connect a demo account.' },
  RISK_ACCOUNT_UNCONFIRMED: {
    text: 'The account was not confirmed.',
    remedy: 'Check login and server, then confirm them.',
  },
  RISK_LINK_DOWN: { text: 'The terminal is not connected.', remedy: 'Start MT5 and check the Expert Advisor.' },
  RISK_SNAPSHOT_MISSING: { text: "The terminal's snapshot is not complete yet.", remedy: 'Wait a moment.' },
  RISK_ACCOUNT_LOCKED: {
    text: 'The account is not a demo account and is locked.',
    remedy: 'Unlock it for this session if you mean to trade real money.',
  },
  RISK_TERMINAL_OFFLINE: {
    text: 'The terminal has no connection to the broker.',
    remedy: 'Look at the connection in the lower right corner of MT5; log in again if needed.',
  },
  RISK_INVESTOR_PASSWORD: {
    text: 'The account may not trade: MT5 is logged in with the investor password, or the account is closed for trading.',
    remedy: 'Log in with the trading password in MT5.',
  },
  RISK_EXPERTS_FORBIDDEN: {
    text: 'Algo trading is off in MT5.',
    remedy: 'Press "Algo Trading" in the toolbar and tick it for the Expert Advisor (F7); if both are on, ask the broker.',
  },
  RISK_KILL_SWITCH: { text: 'The kill switch is on.', remedy: 'Reset it in the account bar when you are ready.' },
  RISK_DISCREPANCY: {
    text: 'What stands here and at the broker differs.',
    remedy: "Accept the broker's state in the account bar.",
  },
  RISK_REPLAY_DIFFERS: {
    text: 'The journal does not come out again as it was recorded.',
    remedy: 'Compare the account with the terminal, then go on from the record in the account bar; and report it.',
  },
  RISK_DAILY_LOSS: { text: 'The daily loss limit is reached.', remedy: 'Trading resumes on the next broker day.' },
  RISK_OPEN_RISK: { text: 'Open risk would exceed its limit.', remedy: 'Close or protect a position first.' },
  RISK_POSITIONS_MAX: { text: 'The number of positions is at its limit.', remedy: 'Close a position first.' },
  RISK_VOLUME_TOO_SMALL: {
    text: 'The risk budget is smaller than the smallest volume.',
    remedy: 'Raise the risk fraction or skip this symbol.',
  },
  RISK_VOLUME_INVALID: {
    text: "The volume is outside the broker's limits or steps.",
    remedy: 'Use a volume between minimum and maximum on the step.',
  },
  RISK_LOTS_MAX: { text: 'The volume exceeds the hard cap.', remedy: 'Use a smaller volume.' },
  RISK_STOP_MISSING: { text: 'An order needs a stop loss.', remedy: 'Give a stop loss.' },
  RISK_STOP_WRONG_SIDE: { text: 'The stop or target is on the wrong side of the price.', remedy: 'Correct the price.' },
  RISK_STOP_TOO_CLOSE: {
    text: 'The stop or target is nearer than the broker allows.',
    remedy: 'Move it away from the price.',
  },
  RISK_SPREAD_WIDE: { text: 'The spread is too large a share of the stop.', remedy: 'Wait for a calmer market.' },
  RISK_QUOTE_STALE: { text: 'The quote is too old.', remedy: 'Check the link to the terminal.' },
  RISK_MARGIN_SHORT: { text: 'Free margin would not be enough.', remedy: 'Use a smaller volume.' },
  RISK_VALUE_MISMATCH: {
    text: "The broker's tick value and the contract arithmetic differ by more than 1 %.",
    remedy: 'Check the symbol specification.',
  },
  RISK_MARKET_CLOSED: {
    text: 'The symbol is not tradable now.',
    remedy: 'Wait for the session, or pick another symbol.',
  },
  RISK_SYMBOL_DISABLED: { text: 'The broker has switched off trading in this symbol.', remedy: 'Pick another symbol.' },
  RISK_LONG_ONLY: { text: 'The broker allows only buying this symbol.', remedy: 'Buy, or pick another symbol.' },
  RISK_SHORT_ONLY: { text: 'The broker allows only selling this symbol.', remedy: 'Sell, or pick another symbol.' },
  RISK_CLOSE_ONLY: {
    text: 'The broker allows only closing positions in this symbol.',
    remedy: 'Pick another symbol.',
  },
  RISK_ORDER_KIND: {
    text: 'The broker does not take this kind of order, or a stop or target with it, for the symbol.',
    remedy: 'Use another kind of order.',
  },
  RISK_EXPIRATION: {
    text: 'The expiry is past, missing, or of a kind the broker does not take for the symbol.',
    remedy: 'Use another expiry, or none.',
  },
  RISK_PRICE_WRONG_SIDE: {
    text: 'A pending price is on the wrong side of the market.',
    remedy: 'A buy limit and a sell stop wait below the market, a buy stop and a sell limit above it.',
  },
  RISK_PRICE_TOO_CLOSE: {
    text: 'The pending price is nearer to the market than the broker allows.',
    remedy: 'Move it away from the market.',
  },
  RISK_FROZEN: {
    text: 'The market is so near that the broker lets nothing be changed.',
    remedy: 'Wait until the market has moved away, or close the position.',
  },
  RISK_VOLUME_LIMIT: {
    text: "The broker's limit for one direction of this symbol would be exceeded.",
    remedy: 'Use a smaller volume; waiting orders count.',
  },
  // approval
  APPROVAL_UNKNOWN_SIGNAL: { text: 'There is no such signal.', remedy: 'Refresh the list.' },
  APPROVAL_ALREADY_DECIDED: { text: 'The signal was already decided.', remedy: 'Nothing to do; see its state.' },
  APPROVAL_EXPIRED: { text: 'The card has expired.', remedy: 'Wait for the next signal.' },
  APPROVAL_PRICE_MOVED: { text: "The price has left the card's bounds.", remedy: 'Wait for the next signal.' },
  APPROVAL_REJECTED: { text: 'The trader said no.', remedy: 'Nothing to do.' },
  APPROVAL_SUPERSEDED: { text: 'A newer signal took its place.', remedy: 'See the newer card.' },
  APPROVAL_SUPPRESSED: { text: 'The signal was stopped at a gate.', remedy: 'See its reason.' },
  // execution
  EXECUTION_REJECTED: { text: 'The broker refused the order.', remedy: 'See the return code.' },
  EXECUTION_UNKNOWN: {
    text: 'The answer to the order was lost; it is being reconciled.',
    remedy: 'Wait; nothing is sent again before the broker was asked.',
  },
  EXECUTION_DEADLINE: {
    text: 'The order did not reach the broker in time and was not sent.',
    remedy: 'Approve a fresh signal.',
  },
  EXECUTION_GONE: {
    text: 'The order is no longer at the broker, and no deal explains it.',
    remedy: 'It was taken away in the terminal or by the broker; ask for it anew if you still want it.',
  },
  EXECUTION_POSITION_UNKNOWN: { text: 'There is no such position.', remedy: 'Refresh the list.' },
  EXECUTION_CLOSE_PENDING: { text: 'A close order for this position is already on its way.', remedy: 'Wait for it.' },
  EXECUTION_SYMBOL_UNKNOWN: {
    text: 'The symbol is not known at the broker.',
    remedy: 'Check the name in market watch.',
  },
  EXECUTION_VOLUME_INVALID: {
    text: 'The volume to close is not valid.',
    remedy: "Use at most the position's volume, on the step.",
  },
  EXECUTION_REQUOTE: {
    text: 'The broker offered another price.',
    remedy: 'Inside the bounds it was asked again; outside them, approve the new card or send it again.',
  },
  EXECUTION_BACK_OFF: {
    text: 'The broker had too many requests: nothing new leaves for a few seconds.',
    remedy: 'Wait, then send it again.',
  },
  EXECUTION_CHANGED: {
    text: 'What was to be changed is no longer as it was known here; it is being read again.',
    remedy: 'Look at it again, then decide.',
  },
  EXECUTION_TARGET_GONE: {
    text: 'The order or position to change is gone at the broker.',
    remedy: 'Nothing to do; see what became of it.',
  },
  EXECUTION_OFF_TERMINAL: {
    text: 'Algo trading is off in the terminal.',
    remedy: 'Press the button "Algo Trading" in the toolbar of MT5, then send it again.',
  },
  EXECUTION_OFF_PROGRAM: {
    text: 'Algo trading is off for this Expert Advisor.',
    remedy: 'In MT5 open the properties of the Expert Advisor (F7), tick "Allow Algo Trading", then send it again.',
  },
  EXECUTION_OFF_ACCOUNT: {
    text: 'The account may not trade: MT5 is logged in with the investor password.',
    remedy: 'Log in with the trading password in MT5.',
  },
  EXECUTION_OFF_SERVER: {
    text: 'The broker forbids algorithmic trading on this account.',
    remedy: 'Ask the broker to allow it, or use an account that may.',
  },
  EXECUTION_ORDER_UNKNOWN: { text: 'There is no such order.', remedy: 'Refresh the list.' },
  EXECUTION_ORDER_NOT_WORKING: {
    text: 'The order does not wait at the broker.',
    remedy: 'Only a waiting order can be changed or cancelled; see its state.',
  },
  EXECUTION_CHANGE_PENDING: { text: 'A change of it is already on its way.', remedy: 'Wait for its answer.' },
  EXECUTION_NOTHING_TO_CHANGE: { text: 'It already stands as asked.', remedy: 'Nothing to do.' },
  EXECUTION_FOREIGN: {
    text: 'It was not opened by Sextant and is only watched.',
    remedy: 'Adopt the position first; closing and cancelling are always allowed.',
  },
  EXECUTION_CLOSE_BY_INVALID: {
    text: 'These positions cannot be closed by each other.',
    remedy: 'Close-by needs a hedging account, one symbol, opposite sides, and a broker that allows it.',
  },
  EXECUTION_STOP_MISSING: {
    text: 'The position stands without the stop that was approved.',
    remedy: 'Its stop is being set; if that fails, set one by hand or close the position.',
  },
  EXECUTION_STOP_REFUSED: {
    text: 'The position has no stop and the broker refused to set one.',
    remedy: 'Set a stop by hand or close the position now.',
  },
  // import
  IMPORT_FORMAT_UNKNOWN: {
    text: "The file's format is not known.",
    remedy: 'Give --format, or see docs/importing.md.',
  },
  IMPORT_COLUMNS_SHORT: { text: 'The line has too few columns.', remedy: 'Export the file again.' },
  IMPORT_NUMBER_BAD: { text: 'A field is not a number.', remedy: 'Correct the line.' },
  IMPORT_TIME_BAD: { text: 'The time cannot be read.', remedy: 'Correct the line or give --tz.' },
  IMPORT_OHLC_VIOLATION: { text: 'High or low does not hold open and close.', remedy: 'Correct the line.' },
  IMPORT_PRICE_BAD: { text: 'A price is zero or negative.', remedy: 'Correct the line.' },
  IMPORT_QUOTE_CROSSED: { text: 'The ask is below the bid.', remedy: 'Correct the line.' },
  IMPORT_TIME_BACKWARDS: { text: 'The time goes back.', remedy: 'Sort the file.' },
  IMPORT_TIME_CONFLICT: {
    text: 'Another bar of this file has the same time and other values.',
    remedy: 'Remove one of the two.',
  },
  IMPORT_VALUE_MISSING: {
    text: 'A field is empty and there is no earlier value to repeat.',
    remedy: 'Export the file again from an earlier time.',
  },
  IMPORT_LINE_TOO_LONG: {
    text: 'The line is longer than 64 KiB.',
    remedy: 'Check that it is a text file with line ends.',
  },
  IMPORT_TIME_OFF_GRID: {
    text: 'The time is not the open of a bar of this timeframe.',
    remedy: 'Give the --timeframe of the file.',
  },
  IMPORT_COLUMNS_MANY: {
    text: 'The line has more columns than the others.',
    remedy: 'Check that no number holds the separator (a decimal comma, or commas between thousands).',
  },
  IMPORT_SYMBOL_OTHER: { text: 'The row is of another symbol.', remedy: 'Give the --symbol of the file.' },
  IMPORT_PRICE_LEAP: {
    text: 'A price is ten times its neighbours or more: a decimal sign was lost.',
    remedy: 'Correct the line, or export the file again.',
  },
  IMPORT_TIMEFRAME_OTHER: {
    text: 'The bars of the file are of another timeframe.',
    remedy: 'Give the --timeframe of the file.',
  },
  IMPORT_TIME_SKIPPED: {
    text: 'No clock of the zone ever showed the time.',
    remedy: 'The clocks went forward then: the file is of another zone. Give --tz.',
  },
  IMPORT_ZONE_UNCONFIRMED: {
    text: "This data folder has no confirmed clock of the broker's server; sextant import … --tz broker shows a file's.",
    remedy: 'Confirm it once with --confirm-zone.',
  },
  IMPORT_ZONE_UNKNOWN: {
    text: 'The time zone is not known.',
    remedy: 'Give --tz as UTC, +03:00 or an IANA name such as Europe/Athens.',
  },
  INDICATORS_NAME_UNKNOWN: {
    text: 'There is no indicator of this name.', remedy: 'See the list: sextant indicators --list.',
  },
  INDICATORS_PARAM_BAD: {
    text: 'A parameter of the indicator does not fit.', remedy: 'See the list: sextant indicators --list.',
  },
  INDICATORS_STATE_BAD: {
    text: 'The saved state is not one of this indicator with these parameters.', remedy: 'Warm it up from its bars again.',
  },
  STORES_UNREADABLE: {
    text: 'The stored bars cannot be read.', remedy: 'Check the disk of the data folder; it is tried again.',
  },
  PATTERNS_RECIPE_BAD: {
    text: 'Past situations cannot be cut in this way.',
    remedy: 'Ask for a window of 8 to 512 bars and a horizon of 1 to 512.',
  },
  PATTERNS_STATE_BAD: {
    text: 'The saved state is not one of this structure with these parameters.', remedy: 'Warm it up from its bars again.',
  },
  PATTERNS_TOO_FEW_BARS: {
    text: 'There are fewer closed bars than a window has.', remedy: 'Load more history, or ask for a shorter window.',
  },
  FEATURES_STATE_BAD: {
    text: 'The saved state is not one of this feature stream.', remedy: 'Warm it up from its bars again.',
  },
  FEATURES_TIMEFRAME_UNKNOWN: {
    text: 'The bars are of none of the six timeframes.',
    remedy: 'Give a file of M1, M5, M15, H1, H4 or D1 bars; name it with --timeframe where it is too short to tell.',
  },
  EXPORT_FILE_UNWRITABLE: {
    text: 'The file cannot be written.',
    remedy: 'Check the folder, the permission and the free space.',
  },
  IMPORT_FILE_UNREADABLE: {
    text: 'The file cannot be read.',
    remedy: 'Check the path, the permission and that it is plain or gzip.',
  },
  // simulate
  SIMULATE_STATE_BAD: {
    text: "The simulated terminal's state file cannot be used.",
    remedy: 'Delete it to start anew, or name another with --state.',
  },
  // replay
  REPLAY_NO_JOURNAL: {
    text: 'There is no journal in the data folder.',
    remedy: 'Give the --data-dir that Sextant ran with.',
  },
  // web
  WEB_UNAUTHORIZED: { text: 'A valid token is needed.', remedy: 'Send "Authorization: Bearer …" with the API token.' },
  WEB_FORBIDDEN_HOST: {
    text: "The Host header is not this server's own.",
    remedy: 'Use the address that Sextant printed.',
  },
  WEB_FORBIDDEN_ORIGIN: {
    text: "The Origin header is not this server's own.",
    remedy: 'Open the address that Sextant printed.',
  },
  WEB_NOT_FOUND: { text: 'There is nothing at this address.', remedy: 'See /api/v1/openapi.json.' },
  WEB_UPGRADE_NEEDED: {
    text: 'This address is for WebSocket only.', remedy: 'Open it with a WebSocket client; see docs/protocol.md.',
  },
  WEB_BAD_REQUEST: { text: 'The request does not fit the schema.', remedy: 'See the details.' },
  WEB_TIMEOUT: { text: 'The request took too long to arrive.', remedy: 'Send it again.' },
  WEB_TOO_LARGE: { text: 'The request is too large.', remedy: 'Send at most 1 MiB.' },
  WEB_INTERNAL: { text: 'The request failed inside.', remedy: 'See the log; report it if it happens again.' },
  WEB_CURSOR_BAD: { text: 'The cursor is not one of ours.', remedy: 'Start again without a cursor.' },
  WEB_SYMBOL_UNKNOWN: { text: 'There is no data for this symbol.', remedy: 'See /api/v1/symbols.' },
  WEB_ACCOUNT_UNKNOWN: {
    text: 'No account of this name ever came.', remedy: 'Give login@server as /api/v1/account tells it, or import.',
  },
  WEB_KEY_REUSED: { text: 'The Idempotency-Key was used with another request.', remedy: 'Use a fresh key.' },
  WEB_METHOD_WRONG: { text: 'This address does not take this method.', remedy: 'See /api/v1/openapi.json.' },
  WEB_KEY_INVALID: { text: 'The Idempotency-Key is not valid.', remedy: 'Use 1 to 200 visible ASCII characters.' },
  WEB_STREAM_BEHIND: {
    text: 'The reader of the stream fell too far behind and was cut off.',
    remedy: 'Open the stream again.',
  },
  WEB_PULL_ENDED: { text: 'The pull was ended by another one, or its window was closed.', remedy: 'Pull again.' },
  WEB_WINDOWS_MAX: { text: 'Too many windows are open.', remedy: 'Close one.' },
  WEB_SECRETS_SEALED: {
    text: 'The secrets of this data folder are sealed by the desktop application.',
    remedy:
      'Open it with the desktop application of the same user, or delete secrets.json: fresh secrets are made, and MT5 must be paired again.',
  },
  WEB_SECRETS_DAMAGED: {
    text: 'The file of secrets cannot be read.',
    remedy: 'Delete secrets.json in the data folder: fresh secrets are made, and MT5 must be paired again.',
  },
  // the set-up of a terminal
  SETUP_TERMINAL_UNKNOWN: {
    text: 'This terminal is not on this machine any more.',
    remedy: 'Look for terminals again and choose one of the list.',
  },
  SETUP_FILES_MISSING: {
    text: "The Expert Advisor's files did not come with this Sextant.",
    remedy: 'Install Sextant again, or copy resources/mql5 of the project beside it.',
  },
  SETUP_NEWER_THERE: {
    text: 'The terminal holds a newer Expert Advisor than this Sextant brings.',
    remedy: 'Update Sextant, or replace the newer files on purpose.',
  },
  SETUP_READ_ONLY: {
    text: "The terminal's folder cannot be written.",
    remedy: 'Give this user write permission to it, or copy the files by hand.',
  },
  SETUP_FILE_IN_USE: {
    text: 'Another program holds a file of the Expert Advisor.',
    remedy: 'Close MetaEditor and the terminal, then try again.',
  },
  SETUP_DISK_FULL: {
    text: 'The disk of the terminal is full; nothing was changed there.',
    remedy: 'Free space and try again.',
  },
  SETUP_WRITE_FAILED: {
    text: "The Expert Advisor's files could not be written.",
    remedy: 'Check the disk, or copy the files by hand.',
  },
  SETUP_NOT_INSTALLED: {
    text: "The Expert Advisor's files are not in this terminal yet.",
    remedy: 'Copy them first.',
  },
  SETUP_EDITOR_MISSING: {
    text: "The terminal's MetaEditor (metaeditor64.exe) was not found.",
    remedy: 'Open MetaEditor from the terminal with F4, open Experts/Sextant/Sextant.mq5 and press F7.',
  },
  SETUP_EDITOR_FAILED: {
    text: 'MetaEditor did not compile the Expert Advisor.',
    remedy: 'Open MetaEditor from the terminal with F4, open Experts/Sextant/Sextant.mq5 and press F7.',
  },
  // host
  HOST_PORT_IN_USE: { text: 'The port is in use.', remedy: 'Choose another with --port, or 0 for any free one.' },
  HOST_USAGE: { text: 'The command line is not understood.', remedy: 'See --help.' },
  HOST_DEFECT: { text: 'The command met a defect.', remedy: 'Report it with the lines above.' },
  HOST_STOPPED: { text: 'The work was stopped before its end.', remedy: 'Run it again.' },
  HOST_NOT_RUNNING: {
    text: 'Sextant does not answer on this data folder.',
    remedy: 'See "sextant doctor", or end the process by its id.',
  },
  HOST_ENGINE_FAILED: {
    text: 'The engine met a broken invariant and has disarmed trading.',
    remedy: 'Save the data folder and report it; restart to go on.',
  },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof CODES;

/** The reason for a code, with details behind the table's words. */
export function whyNot(code: Code, details?: string): { code: Code; text: string } {
  return { code, text: details === undefined ? CODES[code].text : `${CODES[code].text} ${details}` };
}
