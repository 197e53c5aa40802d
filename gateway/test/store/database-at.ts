/** A connection string, without its database: several hosts are no URL to `URL`. */
const form = /^(mongodb(?:\+srv)?:\/\/)([^/?@]*@)?([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * The connection string for another database of the same MongoDB. Whoever signs in goes on signing in where they did.
 * @throws Error where it is no connection string
 */
export function databaseAt(uri: string, name: string): string {
  const parts = form.exec(uri);
  if (parts === null) throw new Error('MONGODB_URI is not a connection string of MongoDB');
  const [, scheme = '', user = '', hosts = '', before = '', options = ''] = parts;
  const query = new URLSearchParams(options);
  if (user !== '' && !query.has('authSource')) query.set('authSource', before || 'admin');
  const text = query.toString();
  return `${scheme}${user}${hosts}/${name}${text === '' ? '' : `?${text}`}`;
}
