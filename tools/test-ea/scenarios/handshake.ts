// The handshake and each of its refusals, with what the chart then says.

import { hold } from '../../crash/violation.ts';
import { market, symbol, type Scenario } from '../rig.ts';
import { until } from '../terminal.ts';

const EURUSD = [...symbol('EURUSD'), market('EURUSD', 5, 1)];

export const handshakeScenarios: readonly Scenario[] = [
  {
    name: 'checklist mql5-crypto: both sides prove themselves, and account and link are known within seconds',
    async run(rig) {
      await rig.serve();
      await rig.attach(EURUSD);
      await rig.linked();
      const account = await rig.get<Record<string, unknown>>('/account');
      hold(account['login'] === '51234567' && account['server'] === 'Broker-Demo', JSON.stringify(account));
      hold(account['currency'] === 'USD' && account['marginMode'] === 'hedging', JSON.stringify(account));
      hold(account['offsetS'] === 7200, `broker offset ${String(account['offsetS'])}, not 7200`);
      await until('the chart says that it is linked', () => rig.terminal.comment.includes('Linked'));
    },
  },
  {
    name: 'handshake: a wrong token is refused by the workstation, and the chart says so',
    async run(rig) {
      await rig.serve();
      await rig.attach(EURUSD, { InpToken: 'AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ' });
      await until('the chart asks to pair again', () => /pair again/i.test(rig.terminal.comment));
      const reply = await rig.post('/account/confirm', { login: '51234567', server: 'Broker-Demo' });
      hold(reply.status !== 200, 'an account without proof was taken');
    },
  },
  {
    name: 'checklist connection-1: a rogue process on the port gets nothing after its challenge',
    async run(rig) {
      const server = await rig.script({ isRogue: true });
      await rig.attach(EURUSD);
      await until('two tries of the EA', () => server.connections >= 2);
      const told = server.frames.filter(({ type }) => type !== 'hello' && type !== 'error');
      hold(told.length === 0, `a rogue server was told ${JSON.stringify(told[0])}`);
      await until('the chart says that it is not your Sextant', () => rig.terminal.comment.includes('not prove'));
    },
  },
  {
    name: 'handshake: a server of another version is named on the chart',
    async run(rig) {
      await rig.script({ refusal: { code: 'E_VERSION', close: 4426 } });
      await rig.attach(EURUSD);
      await until('the chart names the version', () => /version/i.test(rig.terminal.comment));
    },
  },
  {
    name: 'checklist mql5-address: an address that the terminal does not allow is named with the next step',
    async run(rig) {
      await rig.script();
      await rig.attach([...EURUSD, { cmd: 'set', addresses: [] }]);
      await until('the chart names the list of addresses', () => {
        return rig.terminal.comment.includes('127.0.0.1') && /allow|Options/i.test(rig.terminal.comment);
      });
    },
  },
  {
    name: 'checklist suffered-no-reason: nobody on the port, and the chart says that Sextant does not answer',
    async run(rig) {
      const server = await rig.script();
      await server.close();
      await rig.attach(EURUSD);
      await until('the chart says so', () => rig.terminal.comment.includes('No link'));
      await server.listen();
      await server.frame('hello');
      await until('it links by itself', () => rig.terminal.comment.includes('Linked'));
    },
  },
  {
    name: 'checklist connection-4: replaced by a newer session, the EA waits a minute and says so',
    async run(rig) {
      const server = await rig.script();
      await rig.attach(EURUSD);
      await server.frame('snapshot.end');
      server.drop(4409);
      await until('the chart says that another took over', () => /another|replaced/i.test(rig.terminal.comment));
      const before = server.connections;
      await new Promise((done) => { setTimeout(done, 4000); });
      hold(server.connections === before, 'the EA came back at once and would throw the other one out');
    },
  },
];
