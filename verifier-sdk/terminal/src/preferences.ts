/** What whoever sets up a window may choose; kept on the device. */
export interface Preferences {
  readonly language: 'zh' | 'en';
  /** Name of a built-in policy. */
  readonly policy: 'hall' | 'archive';
  /** How long an answer stays on the screen while nobody touches anything. */
  readonly idleSeconds: number;
}

export const idleChoices: readonly number[] = [30, 60, 120, 300, 600];

export const firstPreferences: Preferences = { language: 'zh', policy: 'hall', idleSeconds: 60 };

/** What was kept by whatever version of this page; what is none of the choices falls back. */
export function readPreferences(kept: unknown): Preferences {
  const { language, policy, idleSeconds } = (kept ?? {}) as Partial<Record<string, unknown>>;
  return {
    language: language === 'en' ? 'en' : firstPreferences.language,
    policy: policy === 'archive' ? 'archive' : firstPreferences.policy,
    idleSeconds:
      idleChoices.find((choice) => choice === idleSeconds) ?? firstPreferences.idleSeconds,
  };
}
