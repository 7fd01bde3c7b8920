import type { Logger } from '../../foundation/logger.ts';
import type { Secret } from '../../foundation/secret.ts';
import type { LlmBackend } from './llm-backend.ts';

/**
 * What an executor is made of. Everything may be left out; the defaults are those of the configuration file.
 * The library reads neither a configuration file nor the environment: what stands here is all there is.
 *
 * @source executor-library.md, "Custom Configuration"
 */
export interface ExecutorConfig {
  /** Multiaddr to listen on; port 0 takes any free one. @defaultValue as `[network] listen_address` */
  readonly listenAddress?: string | undefined;
  /** Multiaddr that clients are told, where the one that the network sees is not the right one. */
  readonly externalAddress?: string | undefined;
  /** Multiaddrs of validators to join through, at most 64; names (`/dns4`) cannot be dialled. */
  readonly bootstrapPeers?: readonly string[] | undefined;
  /**
   * File with the private key, 64 hex digits; made with a fresh key at the first start. `~/` is the home folder.
   * @defaultValue `identity_key` in the data folder
   */
  readonly identityPath?: string | undefined;
  /**
   * The same file once more: one key gives the peer id and signs, because clients check answers against the address of
   * the peer id. Another file is refused with `IDENTITY_ONE_KEY`.
   */
  readonly ethereumKeyPath?: string | undefined;
  /** The key itself, 64 hex digits, for programs that keep it elsewhere; it is never written. Excludes `identityPath`. */
  readonly privateKey?: string | Secret | undefined;
  /** The program that runs the models; not used after `setLlmClient`. @defaultValue LM Studio on this computer */
  readonly llmBackend?: LlmBackend | undefined;
  /** Requests in the backend at the same time, 1 to 1024. @defaultValue 10 */
  readonly maxConcurrentRequests?: number | undefined;
  /** From arrival to answer, whole seconds, 1 to 300; the network gives up at 300. @defaultValue 280 */
  readonly requestTimeoutSecs?: number | undefined;
  /** Most model tokens of one answer, 1 to 1048576. @defaultValue 4096 */
  readonly maxTokensPerRequest?: number | undefined;
  /** Wei per inbound model token, below 1 ETH. @defaultValue 0.0005 ETH */
  readonly baseInboundPriceWei?: bigint | undefined;
  /** Wei per outbound model token, below 1 ETH. @defaultValue 0.001 ETH */
  readonly baseOutboundPriceWei?: bigint | undefined;
  /** Most memory that models may take together, gigabytes of 10⁹ bytes. @defaultValue what there is */
  readonly maxMemoryGb?: number | undefined;
  /** Most GPU memory that models may take together, gigabytes of 10⁹ bytes. @defaultValue what there is */
  readonly maxGpuMemoryGb?: number | undefined;
  /**
   * Folder of ledger, key, lock and control socket; one executor a folder. `~/` is the home folder.
   * @defaultValue `~/.lloom/executor`, the folder of app and command line
   */
  readonly dataFolder?: string | undefined;
  /** Where the log goes. @defaultValue nowhere */
  readonly logger?: Logger | undefined;
  /**
   * Any other key of the configuration file, by its dotted name and with the file's units (prices are ETH as text):
   * `{ 'cache.enabled': true, 'content_filter.block_patterns': ['…'] }`. The reference page lists them.
   * @defaultValue those of the file
   */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}
