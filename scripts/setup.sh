# Sourced by the other scripts, which set `root`. `setup LOCK` makes $root/.venv with the packages
# of the lock file and this project in it, and does nothing where all that is there already.

# say ENGLISH CHINESE: tell it in the language of the user's locale.
say() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        zh* | ZH*) printf '%s\n' "$2" >&2 ;;
        *) printf '%s\n' "$1" >&2 ;;
    esac
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "error: Python 3.11 or newer is needed (Debian, Ubuntu: apt-get install python3)" \
        "错误：需要 Python 3.11 或更新版本（Debian、Ubuntu：apt-get install python3）"
    return 1
}

# Debian and Ubuntu keep the part of Python that makes virtual environments in its own package.
need_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        say "error: $package is missing; run: sudo apt-get install $package" \
            "错误：缺少 $package；请运行：sudo apt-get install $package"
        return 1
    fi
    say "Installing $package ..." "正在安装 $package ……"
    { $as_root apt-get update -qq && $as_root apt-get install -qq -y "$package"; } >&2
}

# A few tests drive a real browser; without one they say so and are passed over.
want_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing chromium ..." "正在安装 chromium ……"
        { apt-get update -qq && apt-get install -qq -y chromium fonts-noto-cjk; } >&2 && return
    fi
    say "Tests that need a browser are passed over: install chromium" \
        "需要浏览器的测试将被跳过：请安装 chromium"
}

setup() {
    lock=$1
    venv=$root/.venv
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        python=$(find_python) || return 1
        need_venv_module "$python" || return 1
        say "Making $venv with $python ..." "正在用 $python 建立 $venv ……"
        "$python" -m venv --clear "$venv" || return 1
    fi
    done_lock=$venv/.done-${lock##*/}
    if ! cmp -s "$lock" "$done_lock"; then
        say "Installing the packages of ${lock##*/} (once, a minute or two) ..." \
            "正在安装 ${lock##*/} 所列的程序库（仅首次，约一两分钟）……"
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
            --require-hashes -r "$lock" >&2 || return 1
        cp "$lock" "$done_lock"
    fi
    done_project=$venv/.done-project
    newer=$done_project
    if [ -e "$done_project" ]; then
        newer=$(cd "$root" && find pyproject.toml README.md audit checks reports spiders \
            -name __pycache__ -prune -o -newer "$done_project" -print | head -n 1)
    fi
    if [ -n "$newer" ]; then
        say "Installing this project into $venv ..." "正在把本项目装入 $venv ……"
        touch "$done_project.begun"
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
            --no-deps --no-build-isolation --force-reinstall "$root" >&2 || return 1
        mv "$done_project.begun" "$done_project"
    fi
}
