import { Module } from '@nestjs/common';
import { QuarterFiguresService } from './quarter-figures.service.js';
import { WaitingInTrials } from './waiting-in-trials.service.js';

/** What the workbench begins with: what waits, and how the quarter goes. */
@Module({
  providers: [QuarterFiguresService, WaitingInTrials],
  exports: [QuarterFiguresService, WaitingInTrials],
})
export class HomeModule {}
