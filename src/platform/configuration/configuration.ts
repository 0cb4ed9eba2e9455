import { join, resolve } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../core/domain-error.js';
import type { Language } from '../i18n/language.js';
import { LOG_LEVELS, type LogLevel } from '../observation/log.js';
import type { S3Settings } from '../storage/s3-settings.js';
import { openIdVariables, readOpenIdSettings, type OpenIdSettings } from './openid-settings.js';
import { projectRoot } from '../process/project-root.js';

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUPPETEER_EXECUTABLE_PATH: z.string().min(1).optional(),
  OPENBRIEF_DATA: z.string().min(1).optional(),
  OPENBRIEF_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENBRIEF_WORKERS: z.coerce.number().int().min(0).max(64).default(1),
  OPENBRIEF_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  OPENBRIEF_DEMONSTRATION: z.enum(['yes', 'no']).default('yes'),
  // 32 bytes, as `openssl rand -base64 32` writes them.
  OPENBRIEF_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .optional(),
  OPENBRIEF_LOG: z.enum(LOG_LEVELS).default('error'),
  OPENBRIEF_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OPENBRIEF_KEY_FILE: z.string().min(1).optional(),
  OPENBRIEF_KEY_PREVIOUS: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .optional(),
  OPENBRIEF_KEY_PREVIOUS_FILE: z.string().min(1).optional(),
  OPENBRIEF_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OPENBRIEF_S3_REGION: z.string().min(1).default('us-east-1'),
  OPENBRIEF_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .optional(),
  OPENBRIEF_S3_ACCESS_KEY: z.string().min(1).optional(),
  OPENBRIEF_S3_SECRET_KEY: z.string().min(1).optional(),
  OPENBRIEF_ADMINISTRATOR: z.email().optional(),
  OPENBRIEF_SECURITY_CONTACT: z.url({ protocol: /^(https|mailto|tel)$/ }).optional(),
  ...openIdVariables,
});

/** Every variable that can be set; docs/install.md lists them. */
export const settings: readonly string[] = Object.keys(environment.shape);

type Environment = Readonly<Record<string, string | undefined>>;

/** All that an operator can set, checked once at the start; nothing else reads the environment. */
export interface Configuration {
  /** Undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly chromiumPath: string | undefined;
  /** Folder with the embedded database and the files of batches. */
  readonly dataFolder: string;
  /** Where the public finds this installation; on every letter. */
  readonly publicUrl: string;
  /** Rendering workers inside this process. */
  readonly workers: number;
  /** Proxies before the service, whose word on where a request came from is taken. */
  readonly proxies: number;
  readonly loadDemonstration: boolean;
  /** Seals what has to be read again: 32 bytes in base64; undefined where it is in a file. */
  readonly key: string | undefined;
  /** Undefined: `key` in the data folder, made at the first start. */
  readonly keyFile: string | undefined;
  /** The key before it, while it is being changed; the same two ways. */
  readonly previousKey: string | undefined;
  readonly previousKeyFile: string | undefined;
  /** What is logged: errors alone, or also each request and job. */
  readonly logLevel: LogLevel;
  /** Undefined: no metrics are served. */
  readonly metricsPort: number | undefined;
  /** Whether there is a collector to send traces to; where it is, the exporter reads for itself. */
  readonly tracing: boolean;
  /** Where the files of batches are, instead of the data folder. */
  readonly s3: S3Settings | undefined;
  /** Address of the first administrator. */
  readonly administrator: string | undefined;
  /** Whom to tell about a weakness: an address of a page, mail or telephone. */
  readonly securityContact: string | undefined;
  /** Undefined: people sign in with a password of ours. */
  readonly openId: OpenIdSettings | undefined;
  /** Of what is said on the terminal. */
  readonly language: Language;
}

/** Dutch first, as everywhere; English where the terminal asks for it. The variables are in the order of POSIX. */
export function terminalLanguage(env: Environment = process.env): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value);
  return /^en/i.test(locale ?? '') ? 'en' : 'nl';
}

/**
 * @throws DomainError `platform:configuration` naming each variable that is wrong or unknown
 */
export function readConfiguration(env: Environment = process.env): Configuration {
  const known = new Set(settings);
  const unknown = Object.keys(env).filter((name) => name.startsWith('OPENBRIEF_') && !known.has(name));
  const present = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => known.has(name) && value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(present);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]));
  if (!parsed.success || unknown.length > 0) {
    throw new DomainError('invalid', 'platform:configuration', { names: [...wrong, ...unknown].join(', ') });
  }
  const { data } = parsed;
  const s3 = s3Settings(data);
  const openId = readOpenIdSettings(data);
  if (openId !== undefined && 'missing' in openId)
    throw new DomainError('invalid', 'platform:configuration', { names: openId.missing.join(', ') });
  return {
    databaseUrl: data.DATABASE_URL,
    port: data.PORT,
    host: data.HOST,
    chromiumPath: data.PUPPETEER_EXECUTABLE_PATH,
    // One installation has one folder, wherever in the project the command is given.
    dataFolder: data.OPENBRIEF_DATA === undefined ? join(projectRoot, '.data') : resolve(data.OPENBRIEF_DATA),
    publicUrl: (data.OPENBRIEF_PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/$/, ''),
    workers: data.OPENBRIEF_WORKERS,
    proxies: data.OPENBRIEF_PROXIES,
    loadDemonstration: data.OPENBRIEF_DEMONSTRATION === 'yes',
    key: data.OPENBRIEF_KEY,
    keyFile: data.OPENBRIEF_KEY_FILE === undefined ? undefined : resolve(data.OPENBRIEF_KEY_FILE),
    previousKey: data.OPENBRIEF_KEY_PREVIOUS,
    previousKeyFile:
      data.OPENBRIEF_KEY_PREVIOUS_FILE === undefined ? undefined : resolve(data.OPENBRIEF_KEY_PREVIOUS_FILE),
    logLevel: data.OPENBRIEF_LOG,
    metricsPort: data.OPENBRIEF_METRICS_PORT,
    tracing: (data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? data.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined,
    s3,
    administrator: data.OPENBRIEF_ADMINISTRATOR,
    securityContact: data.OPENBRIEF_SECURITY_CONTACT,
    openId,
    language: terminalLanguage(env),
  };
}

/**
 * The settings of a store, which go together.
 * @throws DomainError `platform:configuration` naming those that are missing
 */
function s3Settings(data: z.output<typeof environment>): S3Settings | undefined {
  const {
    OPENBRIEF_S3_ENDPOINT: endpoint,
    OPENBRIEF_S3_BUCKET: bucket,
    OPENBRIEF_S3_ACCESS_KEY: accessKeyId,
    OPENBRIEF_S3_SECRET_KEY: secretAccessKey,
    OPENBRIEF_S3_REGION: region,
  } = data;
  const given = { endpoint, bucket, accessKeyId, secretAccessKey };
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  if (
    endpoint === undefined ||
    bucket === undefined ||
    accessKeyId === undefined ||
    secretAccessKey === undefined
  ) {
    const names = (['ENDPOINT', 'BUCKET', 'ACCESS_KEY', 'SECRET_KEY'] as const)
      .map((name) => `OPENBRIEF_S3_${name}` as const)
      .filter((name) => data[name] === undefined);
    throw new DomainError('invalid', 'platform:configuration', { names: names.join(', ') });
  }
  return { endpoint, region, bucket, accessKeyId, secretAccessKey };
}
