import { customType } from 'drizzle-orm/pg-core';
import { canonicalJson } from '../canonical-json.ts';

/** An instant: ISO UTC text with milliseconds outside, a timestamp with time zone in the table. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: (value) => value,
  fromDriver: (value) => new Date(value).toISOString(),
});

/** A JSON document, kept as its canonical text byte for byte; typed by who reads it with a schema. */
export const document = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'json',
  toDriver: (value) => canonicalJson(value),
  fromDriver: (value) => value,
});
