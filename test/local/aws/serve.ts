import { Gateway } from '../../../local/aws/gateway';
import type { LocalService } from '../../../local/aws/service';

/** One service behind the gateway, and what its real client needs to reach it. */
export async function serve(service: LocalService) {
  const gateway = new Gateway((fault) => {
    throw new Error(fault);
  });
  gateway.add(service);
  const endpoint = await gateway.listen();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, client: { endpoint, region: 'us-east-1', credentials }, close: () => gateway.close() };
}
