/** Version of DataBuild; the only place that says it. */
export const VERSION = '0.1.0';
