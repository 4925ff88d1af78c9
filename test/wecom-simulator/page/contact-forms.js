import { tryToWrite } from './api.js'
import { h } from './dom.js'

/** Returns a form of the console, which shows the message of a refusal below its fields. */
const formOf = ({ title, fields, submit, send, done = () => {} }) => {
  const problem = h('p', { class: 'problem', role: 'alert' })
  const form = h('form', {}, fields, h('button', { class: 'btn', type: 'submit' }, submit), problem)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const reason = await send(new FormData(form))
    problem.textContent = reason ?? ''
    if (reason !== null) return
    details.open = false
    done(new FormData(form))
    form.dispatchEvent(new Event('saved', { bubbles: true }))
  })
  const details = h('details', {}, h('summary', {}, title), form)
  return details
}

const field = (label, name, value = '', attributes = {}) =>
  h('label', {}, h('span', {}, label), h('input', { name, value, autocomplete: 'off', ...attributes }))

const text = (data, name) => String(data.get(name) ?? '').trim()

/** Lists departments depth first, each below its parent. */
const treeOf = (departments) => {
  const below = (parentId, depth) =>
    departments
      .filter((one) => one.parentId === parentId)
      .flatMap((one) => [{ ...one, depth }, ...below(one.id, depth + 1)])
  return below(0, 0)
}

const indented = ({ name, depth }) => '　'.repeat(depth) + name

const membershipRow = (member) => (department) => {
  const index = member.department.indexOf(department.id)
  const box = (name, label, checked) =>
    h(
      'label',
      { class: 'box' },
      h('input', {
        type: 'checkbox',
        name,
        value: department.id,
        checked,
        'aria-label': `${department.name} ${label}`,
      }),
      label,
    )
  return h(
    'li',
    {},
    h('span', {}, indented(department)),
    box('department', '在', index >= 0),
    box('leads', '负责', member.isLeaderInDept[index] === 1),
  )
}

const numbers = (data, name) => data.getAll(name).map(Number)

export const memberForm = (directory, member) =>
  formOf({
    title: '编辑成员',
    submit: '保存',
    fields: [
      field('姓名', 'name', member.name),
      field('岗位', 'position', member.position),
      field('座机', 'telephone', member.telephone),
      member.activated ? null : field('手机', 'mobile', member.mobile),
      h('fieldset', {}, h('legend', {}, '部门'), h('ul', {}, treeOf(directory.departments).map(membershipRow(member)))),
    ],
    send: (data) => {
      const department = numbers(data, 'department')
      const leads = numbers(data, 'leads')
      return tryToWrite('/console/member', {
        userid: member.userid,
        name: text(data, 'name'),
        position: text(data, 'position'),
        telephone: text(data, 'telephone'),
        ...(member.activated ? {} : { mobile: text(data, 'mobile') }),
        department,
        is_leader_in_dept: department.map((id) => (leads.includes(id) ? 1 : 0)),
      })
    },
  })

export const accountButton = (member) => {
  const disabled = member.status === 2
  const change = () => tryToWrite('/console/member', { userid: member.userid, enable: disabled ? 1 : 0 })
  const activate = () => tryToWrite('/console/member/activate', { userid: member.userid })
  return h(
    'div',
    {},
    h('button', { class: 'btn', onclick: change }, disabled ? '启用账号' : '禁用账号'),
    member.status === 4 ? h('button', { class: 'btn', onclick: activate }, '首次登录') : null,
  )
}

export const createForm = (department, done) =>
  h(
    'div',
    {},
    formOf({
      title: '添加成员',
      submit: '添加',
      fields: [
        field('userid', 'userid', '', { required: true }),
        field('姓名', 'name', '', { required: true }),
        field('手机', 'mobile', '', { required: true, inputmode: 'tel' }),
        field('岗位', 'position'),
      ],
      send: (data) =>
        tryToWrite('/console/member/create', {
          userid: text(data, 'userid'),
          name: text(data, 'name'),
          mobile: text(data, 'mobile'),
          position: text(data, 'position'),
          department: [department.id],
          to_invite: false,
        }),
      done: (data) => done(text(data, 'userid')),
    }),
    formOf({
      title: '添加子部门',
      submit: '添加',
      fields: [field('名称', 'name', '', { required: true })],
      send: (data) => tryToWrite('/console/department/create', { name: text(data, 'name'), parentId: department.id }),
    }),
  )

export const departmentForm = (department) =>
  formOf({
    title: '部门改名',
    submit: '保存',
    fields: [field('名称', 'name', department.name, { required: true })],
    send: (data) => tryToWrite('/console/department', { id: department.id, name: text(data, 'name') }),
  })

export const moveForm = (directory, department) =>
  formOf({
    title: '移动部门',
    submit: '移动',
    fields: [
      h(
        'label',
        {},
        h('span', {}, '移到'),
        h(
          'select',
          { name: 'parentId' },
          treeOf(directory.departments)
            .filter((one) => one.id !== department.id)
            .map((one) => h('option', { value: one.id, selected: one.id === department.parentId }, indented(one))),
        ),
      ),
    ],
    send: (data) => tryToWrite('/console/department', { id: department.id, parentId: Number(data.get('parentId')) }),
  })

/** Returns a form that confirms a deletion inside the phone instead of in a browser dialog. */
export const deleteForm = ({ label, question, path, body, done }) =>
  formOf({
    title: label,
    submit: label,
    fields: [h('p', {}, question)],
    send: () => tryToWrite(path, body),
    done,
  })
