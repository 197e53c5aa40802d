import type { QueryOperator } from '../../core.js';

export declare const $and: QueryOperator;
export declare const $nor: QueryOperator;
export declare const $not: QueryOperator;
export declare const $or: QueryOperator;
