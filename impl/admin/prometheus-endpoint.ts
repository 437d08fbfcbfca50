/** `/metrics` for Prometheus, on a port of its own (`PrometheusMetricsProvider`). */
import type { HostPort } from '#impl/wire/host-port.js';
import { processMetricsText } from '#impl/metrics/process-metrics.js';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '#impl/metrics/prometheus.js';
import type { Started } from './errors.js';
import { samplesOf } from './gauges.js';
import { HttpEndpoint, plainReply } from './http-endpoint.js';
import type { Reply } from './http-endpoint.js';
import type { ServerView } from './server-view.js';

export interface PrometheusOptions {
  /** Node's own metrics as well: `metricsProvider.exportJvmInfo`. */
  readonly exportJvmInfo: boolean;
  /** Told of what a scrape threw. */
  readonly onDefect: (error: unknown) => void;
}

export class PrometheusEndpoint {
  private readonly view: ServerView;
  private readonly exportJvmInfo: boolean;
  private readonly endpoint: HttpEndpoint;

  constructor(view: ServerView, { exportJvmInfo, onDefect }: PrometheusOptions) {
    this.view = view;
    this.exportJvmInfo = exportJvmInfo;
    this.endpoint = new HttpEndpoint((method, url) => this.respond(method, url), onDefect);
  }

  start(address: HostPort): Promise<Started<HostPort>> {
    return this.endpoint.start(address);
  }

  close(): Promise<void> {
    return this.endpoint.close();
  }

  private async respond(method: string, { pathname }: URL): Promise<Reply> {
    if (pathname !== '/metrics') return plainReply(404, 'Not found');
    if (method !== 'GET' && method !== 'HEAD') return plainReply(405, 'Method not allowed', { allow: 'GET, HEAD' });
    const own = await prometheusText(samplesOf(this.view));
    const body = this.exportJvmInfo ? `${own}\n${await processMetricsText()}` : own;
    return { status: 200, contentType: PROMETHEUS_CONTENT_TYPE, body };
  }
}
