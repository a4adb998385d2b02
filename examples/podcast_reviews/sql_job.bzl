"""Jobs in SQL: each is a query of the folder `sql`."""

load("@rules_python//python:defs.bzl", "py_binary")
load("//rules:defs.bzl", "databuild_job")

def sql_job(name, configure = None, **kwargs):
    """Declares a job in SQL. All of them have one program, `sql_run`, which is kept alive with its database.

    Args:
      name: Name of the job.
      configure: File of a program in Python that computes inputs and arguments, and is kept alive, too. Without it, the attributes say them.
      **kwargs: The other attributes of the job.
    """
    if configure:
        py_binary(
            name = name + "_configure",
            srcs = [configure],
            deps = [
                ":python",
                "//libs/python:databuild_worker",
            ],
        )
    databuild_job(
        name = name,
        configure = ":{}_configure".format(name) if configure else None,
        run = ":sql_run",
        version = "1.0.0",
        worker = True,
        **kwargs
    )
