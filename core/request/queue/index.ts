export { type QueueOptions, type QueuePlace, RequestQueue } from './request-queue.ts';
