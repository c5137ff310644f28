import type { Fault } from './fault';
import { audioOfFirstLecture } from './victim';

/** Bit rot: only reading the bytes finds it. */
export const corruptedObject: Fault = {
  name: 'corrupted-object',
  description: 'one byte of a stored object changes; its size and ETag stay the same',
  async beforeIncident({ aws, bucket, prefix }) {
    aws.s3.rot(bucket, audioOfFirstLecture({ prefix }));
  },
};
