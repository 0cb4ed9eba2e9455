import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { API_VERSION } from '../platform/api/api-version.js';
import { ApiModule } from './api.module.js';
import { apiSchemas } from './schema-parts.js';

/** Where the major version stands in every address. */
const BASE = '/v1';

/** What a laptop without https says; the rules for Dutch public APIs know no other scheme. */
const httpsOnly = (publicUrl: string): string => publicUrl.replace(/^http:/, 'https:');

const tags: Readonly<Record<string, string>> = {
  Trials: 'Registering trials and reading their protocols.',
  Drafts: 'Writing trials before they are registered; who writes and who approves are two people.',
  Recipients: 'Taking in recipients, and what became of each line.',
  Allocation: 'The draw, once.',
  Mailings: 'Waves, batches, manifests and the hand-over to the post.',
  Responses: 'What recipients did, and the close.',
  Analysis: 'The registered analysis, after the close.',
  Disclosures: 'Making the result public.',
  Register: 'The public list of all trials; needs no token.',
};

/**
 * The description of the API in OpenAPI 3.1, made from the controllers and the schemas.
 * @param publicUrl where the public finds this installation, without a slash at the end
 */
export function openApiDocument(app: INestApplication, publicUrl: string): OpenAPIObject {
  const server = httpsOnly(publicUrl);
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Openbrief')
    .setDescription(
      'Design, randomise, mail, measure and disclose letter trials of public bodies. Nothing is told by arm before the close of a trial. Dates are calendar dates in the Netherlands.',
    )
    .setVersion(API_VERSION)
    .setContact('Openbrief', server, 'api@openbrief.example')
    .setLicense('EUPL-1.2', 'https://eupl.eu/1.2/en/')
    .addServer(`${server}${BASE}`)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A token of one organisation.' }, 'token');
  for (const [name, description] of Object.entries(tags)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    include: [ApiModule],
    autoTagControllers: false,
  });
  return {
    ...document,
    paths: belowBase(document.paths),
    components: { ...document.components, schemas: schemas() },
  };
}

const belowBase = (paths: OpenAPIObject['paths']): OpenAPIObject['paths'] =>
  Object.fromEntries(Object.entries(paths).map(([path, item]) => [path.replace(BASE, ''), item]));

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/**
 * All shapes, with references between them; as they are sent, so before defaults are filled in. By name, so that the
 * order of imports changes nothing.
 */
function schemas(): Schemas {
  const described = z.toJSONSchema(apiSchemas, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  }).schemas;
  return Object.fromEntries(
    Object.entries(described)
      .map(([id, { $schema: _dialect, $id: _id, ...schema }]): [string, object] => [id, schema])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
