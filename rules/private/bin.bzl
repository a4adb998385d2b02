"""Single files: a job, a graph or a service as one executable that unpacks itself."""

load(":archive.bzl", "ARCHIVE_ATTRS", "ARCHIVE_TOOLCHAINS", "pack")
load(":launcher.bzl", "launchable")
load(":paths.bzl", "label_string")
load(":shell.bzl", "inside_single_quotes")

_DOC = """\
`<subject>.bin`: an executable file with all commands of a job or graph. Its first argument names the command. That of a service
has no other command, so all arguments are for the service.

It contains what the archive of the subject contains. Its first start unpacks that into a cache folder. The same inputs give
the same bytes on any machine.
"""

def _databuild_bin_impl(ctx):
    subject = launchable(ctx.attr.subject)
    name = subject.label.name
    commands = {
        target.label.name.removeprefix(name + "."): summary
        for target, summary in ctx.attr.launchers.items()
        if target.label.name != name
    }

    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._template,
        output = script,
        substitutions = {
            "{{%s}}" % name: inside_single_quotes(value)
            for name, value in {
                "COMMANDS": "\n".join(["  {}\n      {}".format(command, summary) for command, summary in commands.items()]),
                "FIRST_COMMAND": commands.keys()[0] if commands else "",
                "LABEL": label_string(subject.label),
                "NAME": name,
            }.items()
        } | {"{{COMMAND_PATTERN}}": "' | '".join([inside_single_quotes(command) for command in commands])},
    )

    output = ctx.actions.declare_file(ctx.label.name)
    pack(ctx, output, script)
    return [DefaultInfo(executable = output, files = depset([output]))]

databuild_bin = rule(
    implementation = _databuild_bin_impl,
    doc = _DOC,
    attrs = ARCHIVE_ATTRS | {
        "_template": attr.label(
            doc = "The template of the script that the file begins with.",
            allow_single_file = True,
            default = Label("//rules:bin.sh.tpl"),
        ),
    },
    executable = True,
    toolchains = ARCHIVE_TOOLCHAINS,
)
