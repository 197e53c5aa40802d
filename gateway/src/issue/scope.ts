/** What an API key may do. */
export const scopes = ['issue', 'status', 'read', 'verify', 'trust', 'admin'] as const;
export type Scope = (typeof scopes)[number];
