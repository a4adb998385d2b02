/** The version of DataBuild. It is written nowhere else. */
export const VERSION = '0.1.0';
