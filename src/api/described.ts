import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import type { z } from 'zod';
import { apiSchemas } from './schema-parts.js';
import { problemSchema } from './problem-schema.js';

type SchemaRef = { $ref: string };

type OpenApiSchema = Extract<Parameters<typeof ApiBody>[0], { schema: unknown }>['schema'];

/** Where the OpenAPI document has this schema. */
export function schemaRef(schema: z.ZodType): SchemaRef {
  const id = apiSchemas.get(schema)?.id;
  if (id === undefined) throw new Error('A schema of the API has to have a name: see schema-parts.ts.');
  return { $ref: `#/components/schemas/${id}` };
}

const versionHeader = {
  'API-Version': {
    description: 'Version of the API that gave this answer: major.minor.patch.',
    schema: { type: 'string' as const },
  },
};

const locationHeader = {
  Location: { description: 'Address of what was made.', schema: { type: 'string' as const } },
};

/** Why an error can come; what it is about stands in its `code` and `detail`. */
const problems: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: broken JSON, or an address with impossible characters.',
  401: 'No token, or one that is unknown or has expired.',
  403: 'Not among the scopes of the token; also for results by arm before the close.',
  404: 'Not there, or of another organisation.',
  409: 'Does not fit the state that the trial is in.',
  413: 'Too large.',
  415: 'A media type that is not taken here.',
  422: 'Wrong input; all that is wrong with it is in `errors`.',
  429: 'Too much at once; `Retry-After` says in how many seconds to come back.',
  500: 'Something went wrong on our side.',
  503: 'Another service on which this depends cannot be reached.',
};

export type ProblemStatus = 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;

/** A body that is a file of lines: as it is, or as the field `file` of a form. */
export const csvBody = (description: string): BodyContent => ({
  description,
  mediaTypes: {
    'text/csv': { type: 'string' },
    'multipart/form-data': {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary' } },
    },
  },
});

/** What a file is to be called, when it is the body itself and so has no name. */
export const fileNameQuery = {
  name: 'fileName',
  required: false,
  schema: { type: 'string' as const, maxLength: 200 },
  description: 'What the file is called in the list of imports.',
};

interface BodyContent {
  readonly description: string;
  readonly mediaTypes: Readonly<Record<string, OpenApiSchema>>;
}

interface Answer {
  readonly status?: 200 | 201 | 202;
  readonly description: string;
  /** JSON of this shape. */
  readonly schema?: z.ZodType;
  /** A list of that shape. */
  readonly list?: boolean;
  /** Other forms in which the answer comes, by media type. */
  readonly files?: Readonly<Record<string, 'text' | 'binary'>>;
}

interface Description {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly answers: readonly Answer[];
  readonly problems?: readonly ProblemStatus[];
  /** Shape of a JSON body. */
  readonly body?: z.ZodType;
  /** The body may be left out. */
  readonly bodyIsOptional?: boolean;
  /** Media types of a body that is a text or a file. */
  readonly bodyContent?: BodyContent;
  /** Of the public register: no token. */
  readonly open?: boolean;
}

/** Describes an operation of the API for OpenAPI: what it takes, what it gives, and each error that it can give. */
export function Described(operation: Description): MethodDecorator {
  const { operationId, summary, description, answers, body, bodyContent } = operation;
  const known = operation.open === true ? [] : [401, 403];
  const statuses = [...new Set([400, ...known, ...(operation.problems ?? []), 500])].sort((a, b) => a - b);
  return applyDecorators(
    ApiOperation({
      operationId,
      summary,
      ...(description !== undefined && { description }),
      ...(bodyContent !== undefined && { requestBody: requestBody(bodyContent) }),
    }),
    ...(body === undefined
      ? []
      : [ApiBody({ required: operation.bodyIsOptional !== true, schema: schemaRef(body) })]),
    ...answers.map((answer) => ApiResponse(answerOptions(answer))),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: problems[status] ?? '',
        headers: versionHeader,
        content: { 'application/problem+json': { schema: schemaRef(problemSchema) } },
      }),
    ),
  );
}

const requestBody = ({ description, mediaTypes }: BodyContent) => ({
  required: true,
  description,
  content: Object.fromEntries(Object.entries(mediaTypes).map(([type, schema]) => [type, { schema }])),
});

function answerOptions({
  status = 200,
  description,
  schema,
  list = false,
  files = {},
}: Answer): ApiResponseOptions {
  const shape =
    schema === undefined
      ? undefined
      : list
        ? { type: 'array' as const, items: schemaRef(schema) }
        : schemaRef(schema);
  return {
    status,
    description,
    headers: { ...versionHeader, ...(status !== 200 && locationHeader) },
    content: {
      ...(shape !== undefined && { 'application/json': { schema: shape } }),
      ...Object.fromEntries(
        Object.entries(files).map(([type, form]) => [
          type,
          { schema: { type: 'string' as const, ...(form === 'binary' && { format: 'binary' }) } },
        ]),
      ),
    },
  };
}
