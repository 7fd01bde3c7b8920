/** What stands before the tables of the reference page. */
export const referenceHead = `# Every key of the configuration

Made from the schemas of the rooms by \`lloom-executor config reference\`; a test keeps this page equal to it.

The file is \`config.toml\` of the data folder (\`~/.lloom/executor\`, or \`LLOOM_DATA_DIR\`), or the one named with \`--config\`.
What is written later in this list wins: defaults, the file, the environment, options of the command line.

- \`\${NAME}\` in a text stands for that variable of the environment. Where it is not set, the key is left out, with a warning.
- A leading \`~\` in a path stands for the home folder.
- ETH amounts are decimals in quotes.
- An unknown key is an error, wherever it stands; all errors are told at once, with line and unit.

**Owner** \`now\`: the key acts in this version, and its test observes how. \`later\`: the key is checked and does nothing;
\`config validate\` warns of a value that asks for something, and \`start\` refuses it. **Change** says whether a running
executor takes a new value \`at once\` or after a \`restart\`. A **door** can name code, a file, a URL, an address to listen on
or a secret: it is changed in the file or after a confirmation on the screen of this computer, never by the HTTP interface.
\`[]\` stands for an item of a list, \`*\` for a free name.

## The environment

| Variable | What it sets |
| --- | --- |
| \`LLOOM_EXECUTOR__SECTION__KEY\` | any key; \`LLOOM_EXECUTOR__CACHE__REDIS__URL\` is \`cache.redis.url\`. \`LLOOM_EXECUTOR__MODELS__0__NAME\` is \`models[0].name\`. Lists are separated by commas; tables are written as in TOML; free names become lower case |
| \`LLOOM_EXECUTOR_PORT\` | the port in \`network.listen_address\` |
| \`LLOOM_EXECUTOR_MODELS\` | \`model_discovery.only_models\`, separated by commas |
| \`LLOOM_METRICS_ENABLED\` | \`metrics.enabled\` |
| \`LLM_API_KEY\` | \`llm_client.api_key\`, where the file does not give it |
| \`OPENAI_API_KEY\` | the same, for the backend \`openai\`; it goes before \`LLM_API_KEY\` |
| \`EXECUTOR_API_TOKEN\` | \`api.auth_token\`, where the file does not give it |
| \`RUST_LOG\`, \`LLOOM_LOG\` | \`logging.level\`: \`debug\`, \`lloom_executor=debug\` or \`info,lloom_executor=trace\`; the second wins |
| \`LLOOM_DATA_DIR\` | the data folder |
| \`LLOOM_PRIVATE_KEY\` | the private key of this run; it is never stored |

Of several that set the same key, the systematic form wins, except that \`LLOOM_EXECUTOR_PORT\` is put into whatever address
there is.`;
