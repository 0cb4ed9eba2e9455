import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { RenderJobs } from '../../src/mailings/render-jobs.js';
import { readConfiguration } from '../../src/platform/configuration/configuration.js';
import { IMPATIENT } from './impatient.js';

// A worker in a process of its own, to be killed by a test: takes jobs until it is.
const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2);
const app = await NestFactory.createApplicationContext(
  AppModule.forRoot({
    configuration: readConfiguration({ OPENBRIEF_DATA: dataFolder }),
    databaseUrl,
    jobsTiming: IMPATIENT,
  }),
  { logger: ['error'], abortOnError: false },
);
await app.get(RenderJobs).work();
process.send?.('ready');
