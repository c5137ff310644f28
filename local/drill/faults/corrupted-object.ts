import type { Fault } from './fault';
import { audioOfFirstLecture } from './victim';

/** Bit rot: only who reads the bytes can find it. */
export const corruptedObject: Fault = {
  name: 'corrupted-object',
  description: 'one byte of a stored object changes; its size and its ETag are as they were',
  async beforeIncident({ aws, bucket, prefix }) {
    aws.s3.rot(bucket, audioOfFirstLecture({ prefix }));
  },
};
