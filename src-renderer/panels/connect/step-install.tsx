// Second step: the files go into the terminal, the pairing with them, and the terminal's own MetaEditor compiles them.

import type {
  CompileReportResource, FoundTerminalResource, InstallReportResource, SetupPictureResource,
} from '#core/contract';
import { Button } from '#renderer/ui';
import { Check, CircleDashed, LoaderCircle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from './failure-note.tsx';
import type { EaRun } from './use-setup.ts';

interface StepInstallProps {
  readonly terminal: FoundTerminalResource;
  readonly picture: SetupPictureResource;
  readonly run: EaRun;
}

export function StepInstall({ terminal, picture, run }: StepInstallProps) {
  const { t } = useTranslation();
  const { installed, compiled, phase } = run;
  const { package: ea } = picture;
  if (ea === null) {
    return <p className="connect-note connect-note-bad" role="alert">{t('connect.install.noPackage')}</p>;
  }
  const isBusy = phase !== 'idle';
  return (
    <>
      <p className="is-second">{t('connect.install.lead')}</p>
      <dl className="facts">
        <dt>{t('connect.install.package')}</dt>
        <dd className="figure">
          {t('connect.install.files', { count: ea.files.length, version: ea.version ?? '–' })}
        </dd>
        <dt>{t('connect.install.into')}</dt>
        <dd className="copyable choice-path">{terminal.dataDir}</dd>
      </dl>
      <ul className="works" aria-live="polite" aria-busy={isBusy}>
        <Work name={t('connect.install.copy')} state={workState(phase === 'copying', installed)}>
          {installed?.ok === true ? <Copied report={installed.value} /> : null}
        </Work>
        <Work name={t('connect.install.pair')} state={workState(phase === 'copying', installed)}>
          {installed?.ok === true ? t('connect.install.pairedDone') : null}
        </Work>
        <Work name={t('connect.install.compile')} state={compileState(phase === 'compiling', compiled)}>
          {compiled?.ok === true ? t('connect.install.compiled', compiled.value) : null}
        </Work>
      </ul>
      <Trouble id={terminal.id} run={run} />
      <div className="connect-actions">
        <Button
          kind={compiled?.ok === true && compiled.value.isCompiled ? 'plain' : 'primary'}
          disabled={isBusy}
          onClick={() => {
            run.run(terminal.id, false);
          }}
        >
          {installed === null ? t('connect.install.run') : t('connect.install.rerun')}
        </Button>
        {installed?.ok === true ? (
          <Button
            disabled={isBusy}
            onClick={() => {
              run.compile(terminal.id);
            }}
          >
            {t('connect.install.compileOnly')}
          </Button>
        ) : null}
      </div>
      {compiled?.ok === true && compiled.value.isCompiled
        ? <p className="is-up" role="status">{t('connect.install.done')}</p>
        : <p className="is-second">{t('connect.install.hand')}</p>}
    </>
  );
}

/** What went wrong, and what can be done from here. */
function Trouble({ id, run }: { readonly id: string; readonly run: EaRun }) {
  const { t } = useTranslation();
  const { installed, compiled } = run;
  const isNewerThere = installed?.ok === false && installed.failure.code === 'SETUP_NEWER_THERE';
  return (
    <>
      {installed?.ok === false ? (
        <FailureNote failure={installed.failure}>
          {isNewerThere ? (
            <Button
              className="button-row"
              onClick={() => {
                run.run(id, true);
              }}
            >
              {t('connect.install.replaceNewer')}
            </Button>
          ) : null}
        </FailureNote>
      ) : null}
      {compiled?.ok === false ? <FailureNote failure={compiled.failure} /> : null}
      {compiled?.ok === true && compiled.value.problems.length > 0 ? <Problems report={compiled.value} /> : null}
      {compiled?.ok === true && !compiled.value.isCompiled ? <p>{t('connect.install.errorsHelp')}</p> : null}
    </>
  );
}

type WorkState = 'waiting' | 'running' | 'done' | 'failed';

function workState(isRunning: boolean, outcome: { readonly ok: boolean } | null): WorkState {
  if (isRunning) return 'running';
  return outcome === null ? 'waiting' : outcome.ok ? 'done' : 'failed';
}

function compileState(isRunning: boolean, compiled: EaRun['compiled']): WorkState {
  const state = workState(isRunning, compiled);
  return compiled?.ok === true && !compiled.value.isCompiled ? 'failed' : state;
}

const SIGNS: Readonly<Record<WorkState, ReactNode>> = {
  waiting: <CircleDashed size={14} />, running: <LoaderCircle size={14} />, done: <Check size={14} />,
  failed: <X size={14} />,
};

interface WorkProps {
  readonly name: string;
  readonly state: WorkState;
  readonly children?: ReactNode;
}

function Work({ name, state, children }: WorkProps) {
  const { t } = useTranslation();
  return (
    <li className="work" data-state={state}>
      <span className="work-sign" aria-hidden="true">{SIGNS[state]}</span>
      <span className="work-name">{name}</span>
      <span className="is-second">
        {state === 'waiting' ? t('connect.install.waiting') : null}
        {state === 'running' ? t('connect.install.running') : null}
        {children}
      </span>
    </li>
  );
}

function Copied({ report }: { readonly report: InstallReportResource }) {
  const { t } = useTranslation();
  const { written, kept, removed } = report;
  return (
    <>
      {written.length === 0 ? t('connect.install.upToDate') : t('connect.install.copied', { count: written.length })}
      {kept.map(({ name, keptAs }) => (
        <span key={name} className="work-more copyable">{t('connect.install.kept', { name, keptAs })}</span>
      ))}
      {removed.length === 0 ? null : (
        <span className="work-more">{t('connect.install.removed', { names: removed.join(', ') })}</span>
      )}
    </>
  );
}

function Problems({ report }: { readonly report: CompileReportResource }) {
  const { t } = useTranslation();
  return (
    <div className="problems">
      <table className="table" aria-label={t('connect.install.problems')}>
        <tbody>
          {report.problems.map(({ severity, file, line, column, text }) => (
            <tr key={`${file ?? ''}:${String(line)}:${String(column)}:${text}`}>
              <td className={severity === 'error' ? 'is-down' : 'is-warning'}>
                {severity === 'error' ? t('connect.install.error') : t('connect.install.warning')}
              </td>
              <td className="figure">
                {file === null ? '–' : line === null ? file : t('connect.install.place', { file, line })}
              </td>
              <td className="problem-text copyable">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
