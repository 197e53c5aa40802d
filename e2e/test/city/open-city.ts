import { openCity, type OpenCity } from '@yinzhao/e2e/city/open-city';
import { cityVariable } from './shared-city.js';

export function openSharedCity(): OpenCity {
  const handle = process.env[cityVariable];
  if (handle === undefined) throw new Error('the shared city was not started');
  return openCity(handle);
}
