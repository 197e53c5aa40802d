/** What a page asks of its service worker: that a newer one begins, or that also the rest of the files is kept. */
export type WorkerRequest = 'take over' | 'keep the rest';
