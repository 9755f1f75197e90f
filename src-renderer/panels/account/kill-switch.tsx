// The kill switch: held to stop, asked once more to start again.

import { pullKillSwitch } from '#renderer/engine';
import { setLook, useDesk } from '#renderer/state';
import { Button, HoldButton } from '#renderer/ui';
import i18next from 'i18next';
import { OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { tellOutcome } from '../tell-outcome.ts';

export const KILL_HOLD_MS = 800;

/** Whether F8 is being held right now. */
export const useKillKey = create<{ readonly isHeld: boolean }>(() => ({ isHeld: false }));

export async function stopTrading(flatten: boolean): Promise<void> {
  tellOutcome(await pullKillSwitch(flatten), i18next.t('toast.killed'));
}

export function KillSwitch() {
  const { t } = useTranslation();
  const isOn = useDesk((s) => s.desk.safety?.killSwitch === true);
  const isHeld = useKillKey((s) => s.isHeld);
  if (isOn) {
    return (
      <Button
        kind="danger"
        className="kill-on"
        icon={<OctagonX size={14} />}
        onClick={() => {
          setLook({ overlay: 'kill-reset' });
        }}
      >
        {t('kill.reset')}
      </Button>
    );
  }
  return (
    <HoldButton
      label={`${t('kill.stop')}. ${t('kill.hold')}`}
      tip={t('kill.hold')}
      icon={<OctagonX size={14} />}
      holdMs={KILL_HOLD_MS}
      isHeld={isHeld}
      className="kill-switch"
      onHeld={() => {
        void stopTrading(false);
      }}
    >
      {isHeld ? t('kill.held') : t('kill.stop')}
    </HoldButton>
  );
}
