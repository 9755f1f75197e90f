// The strip that says what stops new orders until the trader has looked, in words, with the button that ends it.

import { setLook, useDesk, type Overlay } from '#renderer/state';
import { Button } from '#renderer/ui';
import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface StopProps {
  readonly title: string;
  readonly words: string;
  readonly text: string;
  readonly accept: string;
  readonly overlay: Overlay;
}

function Stop({ title, words, text, accept, overlay }: StopProps) {
  return (
    <div className="strip strip-down" role="alert">
      <Scale size={14} aria-hidden="true" />
      <strong>{title}</strong>
      <span className="copyable">{words}</span>
      <span className="is-second strip-help">{text}</span>
      <Button
        className="button-row"
        onClick={() => {
          setLook({ overlay });
        }}
      >
        {accept}
      </Button>
    </div>
  );
}

export function SafetyStrip() {
  const { t } = useTranslation();
  const discrepancy = useDesk((s) => s.desk.safety?.discrepancy ?? null);
  const replay = useDesk((s) => s.desk.safety?.replayDifference ?? null);
  return (
    <>
      {replay === null ? null : (
        <Stop
          title={t('replay.title')}
          words={replay}
          text={t('replay.stopped')}
          accept={t('replay.accept')}
          overlay="replay"
        />
      )}
      {discrepancy === null ? null : (
        <Stop
          title={t('discrepancy.title')}
          words={discrepancy}
          text={t('discrepancy.stopped')}
          accept={t('discrepancy.accept')}
          overlay="discrepancy"
        />
      )}
    </>
  );
}
